package io.atoll.edge.http;

import static io.atoll.edge.http.CacheControl.ABSENT;
import static io.atoll.edge.http.CacheControl.INVALID;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheControlTest {
  private static CacheControl parse(String... lines) {
    return CacheControl.parse(List.of(lines));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60                 | 60",
        "MAX-AGE=60                 | 60",
        "max-age=\"60\"             | 60",
        ",, max-age=60 ,            | 60",
        "foo=\"max-age=9\", max-age=60 | 60",
        "foo=\"a\\\", max-age=9\", max-age=60 | 60",
        "max-age=007                | 7",
        "max-age=99999999999999999999 | 2147483648",
        "max-age=60, max-age=10     | 10",
        "max-age=60, max-age=x      | -1",
        "max-age=60.5               | -1",
        "max-age=-1                 | -1",
        "max-age=+1                 | -1",
        "max-age                    | -1",
        "max-age=                   | -1",
        "max-age =60                | -1",
        "max-age= 60                | -1",
        "max-age='60'               | -1",
        "max-age=\"60               | -1",
        "max-age=60 60              | -1",
        "max-age=1e3                | -1",
        "max-age: 60                | -1",
        "xmax-age=60                | -2",
        "s-maxage=60                | -2",
      })
  void secondsAreReadStrictly(String line, long seconds) {
    assertThat(parse(line.strip()).maxAge()).isEqualTo(seconds);
  }

  @Test
  void allLinesCount() {
    CacheControl control = parse("max-age=60", "s-maxage=5, no-store");

    assertThat(control.maxAge()).isEqualTo(60);
    assertThat(control.sMaxage()).isEqualTo(5);
    assertThat(control.noStore()).isTrue();
  }

  @Test
  void aRestrictionCountsHoweverBadlyItIsWritten() {
    for (String line :
        List.of(
            "no-store",
            "No-Store",
            "no-store=1",
            "no-store =1",
            "no-store=\"",
            "foo=\"bar, no-store",
            "max-age=60,no-store",
            "max-age=\"60, no-store")) {
      assertThat(parse(line).noStore()).as(line).isTrue();
    }
  }

  @Test
  void aDirectiveWithinAQuotedStringIsNone() {
    CacheControl control = parse("foo=\"no-store, private\", no-storex, x-no-store");

    assertThat(control.noStore()).isFalse();
    assertThat(control.isPrivate()).isFalse();
  }

  @Test
  void fieldsCanBePrivateOrUnconfirmedAlone() {
    CacheControl control = parse("private=\"Set-Cookie, x-a\", no-cache=\"x-b\"");

    assertThat(control.isPrivate()).isFalse();
    assertThat(control.privateFields()).containsExactlyInAnyOrder("set-cookie", "x-a");
    assertThat(control.noCache()).isFalse();
    assertThat(control.noCacheFields()).containsExactly("x-b");
  }

  @Test
  void aListOfFieldsThatCannotBeReadMeansAllOfThem() {
    assertThat(parse("private=\"\"").isPrivate()).isTrue();
    assertThat(parse("private=\"a b\"").isPrivate()).isTrue();
    assertThat(parse("no-cache=\"x").noCache()).isTrue();
    assertThat(parse("private=\"x-a\", private").isPrivate()).isTrue();
  }

  @Test
  void everyFlagIsKnown() {
    CacheControl control =
        parse(
            "public, must-revalidate, proxy-revalidate, must-understand, no-transform, immutable");

    assertThat(control.isPublic()).isTrue();
    assertThat(control.mustRevalidate()).isTrue();
    assertThat(control.proxyRevalidate()).isTrue();
    assertThat(control.mustUnderstand()).isTrue();
    assertThat(control.noTransform()).isTrue();
    assertThat(control.immutable()).isTrue();
  }

  @Test
  void whatIsNotSaidIsAbsentNotZero() {
    assertThat(parse("stale-if-error=x").staleIfError()).isEqualTo(INVALID);
    assertThat(parse("public").staleIfError()).isEqualTo(ABSENT);
    assertThat(CacheControl.NONE.maxAge()).isEqualTo(ABSENT);
  }
}
