package io.atoll.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsePolicyTest {
  private static ResponsePolicy of(String... fields) {
    return ResponsePolicy.of(FieldList.of(fields));
  }

  @Test
  void theFieldForUsAloneComesBeforeTheOneForAllAndThatBeforeCacheControl() {
    String[] all = {
      "cache-control",
      "max-age=1",
      "cdn-cache-control",
      "max-age=2",
      "atoll-cdn-cache-control",
      "max-age=3"
    };

    assertThat(of(all).control().maxAge()).isEqualTo(3);
    assertThat(of("cache-control", "no-store", "cdn-cache-control", "max-age=2").control())
        .satisfies(control -> {
          assertThat(control.noStore()).isFalse();
          assertThat(control.maxAge()).isEqualTo(2);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "max-age=60,", "max-age 60", "max-age=60, &", "Max-Age=60"})
  void aTargetedFieldThatIsEmptyOrFaultyIsPassedOver(String value) {
    ResponsePolicy policy = of("cdn-cache-control", value, "cache-control", "max-age=1");

    assertThat(policy.targeted()).isFalse();
    assertThat(policy.control().maxAge()).isEqualTo(1);
  }

  @Test
  void aTargetedFieldIsReadAsAStructuredField() {
    CacheControl control =
        of("cdn-cache-control", "max-age=60;x=1, no-store=?0, private=\"x-a\", immutable")
            .control();

    assertThat(control.maxAge()).isEqualTo(60);
    assertThat(control.noStore()).isFalse();
    assertThat(control.privateFields()).containsExactly("x-a");
    assertThat(control.immutable()).isTrue();
  }

  @Test
  void secondsOfAnotherTypeAreAsGoodAsStale() {
    for (String value : new String[] {"max-age=\"60\"", "max-age=60.0", "max-age=-1", "max-age"}) {
      assertThat(of("cdn-cache-control", value).control().maxAge())
          .as(value)
          .isEqualTo(CacheControl.INVALID);
    }
  }

  @Test
  void pragmaForbidsOnlyWhatSaysNothingElse() {
    assertThat(of("pragma", "no-cache").control().noCache()).isTrue();
    assertThat(of("pragma", "no-cache", "cache-control", "max-age=1").control().noCache())
        .isFalse();
  }
}
