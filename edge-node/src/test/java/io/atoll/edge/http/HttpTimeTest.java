package io.atoll.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.testkit.property.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTimeTest {
  private static final long NOW = 1_764_000_000_000L; // 2025
  private static final long EXAMPLE = 784_111_777;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void allThreeFormsAreRead(String text) {
    assertThat(HttpTime.parse(text, NOW)).isEqualTo(EXAMPLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37",
        "sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun,  06 Nov 1994 08:49:37 GMT",
        "784111777",
        "1994-11-06T08:49:37Z",
        "Sun, 06 Foo 1994 08:49:37 GMT"
      })
  void whatIsWrongInAnyWayIsNoDate(String text) {
    assertThat(HttpTime.parse(text, NOW)).isEqualTo(HttpTime.INVALID);
  }

  @Test
  void aYearOfTwoDigitsMoreThanFiftyYearsAheadIsPast() {
    assertThat(HttpTime.parse("Friday, 01-Jan-60 00:00:00 GMT", NOW)).isEqualTo(HttpTime.INVALID);
    assertThat(HttpTime.parse("Thursday, 01-Jan-60 00:00:00 GMT", NOW)).isPositive(); // 2060
    assertThat(HttpTime.parse("Tuesday, 01-Jan-80 00:00:00 GMT", NOW))
        .isEqualTo(315_532_800); // 1980
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Property.forAll(
        1,
        500,
        random -> {
          long second = random.nextLong(253_402_300_800L);
          assertThat(HttpTime.parse(HttpTime.format(second), NOW)).isEqualTo(second);
        });
  }
}
