package io.atoll.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestDirectivesTest {
  private static RequestDirectives of(String... fields) {
    return RequestDirectives.of(FieldList.of(fields));
  }

  @Test
  void everyDirectiveIsRead() {
    assertThat(
            of(
                "cache-control",
                "no-cache, no-store, only-if-cached, max-age=1, min-fresh=2, max-stale=3"))
        .isEqualTo(new RequestDirectives(true, true, true, 1, 2, 3));
    assertThat(of("accept", "*/*")).isEqualTo(RequestDirectives.NONE);
  }

  @Test
  void maxStaleWithoutArgumentMeansAnyAge() {
    assertThat(of("cache-control", "max-stale").maxStaleSeconds()).isEqualTo(Freshness.SECONDS_MAX);
  }

  @Test
  void whatCannotBeReadAsksForNewerNotOlder() {
    RequestDirectives bad = of("cache-control", "max-age=x, min-fresh=x, max-stale=x");

    assertThat(bad.maxAgeSeconds()).isZero();
    assertThat(bad.minFreshSeconds()).isEqualTo(Freshness.SECONDS_MAX);
    assertThat(bad.maxStaleSeconds()).isZero();
    assertThat(of("cache-control", "max-stale=\"").maxStaleSeconds()).isZero();
  }

  @Test
  void pragmaCountsOnlyWithoutCacheControl() {
    assertThat(of("pragma", "no-cache").noCache()).isTrue();
    assertThat(of("pragma", "foo").noCache()).isFalse();
    assertThat(of("pragma", "no-cache", "cache-control", "max-age=5").noCache()).isFalse();
  }
}
