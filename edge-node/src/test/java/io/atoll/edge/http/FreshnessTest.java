package io.atoll.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.testkit.property.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessTest {
  private static final long NOW = 1_764_000_000_000L;
  private static final String DATE = HttpTime.format(NOW / 1000);

  private static Freshness of(int status, String... fields) {
    return at(NOW, status, fields);
  }

  private static Freshness at(long askedMillis, int status, String... fields) {
    ResponseHead response = new ResponseHead(status, FieldList.of(fields));
    return Freshness.of(
        response, ResponsePolicy.of(response.fields()), askedMillis, NOW, Heuristics.USUAL);
  }

  @Test
  void sMaxageComesBeforeMaxAgeAndThatBeforeExpires() {
    String expires = HttpTime.format(NOW / 1000 + 30);

    assertThat(of(200, "expires", expires, "date", DATE).lifetimeSeconds()).isEqualTo(30);
    assertThat(of(200, "expires", expires, "cache-control", "max-age=20").lifetimeSeconds())
        .isEqualTo(20);
    assertThat(of(200, "cache-control", "max-age=20, s-maxage=10").lifetimeSeconds()).isEqualTo(10);
  }

  @Test
  void anUnusableLifetimeIsNoneAndDoesNotFallThrough() {
    String expires = HttpTime.format(NOW / 1000 + 30);

    assertThat(of(200, "cache-control", "s-maxage=x, max-age=20").lifetimeSeconds()).isZero();
    assertThat(of(200, "cache-control", "max-age=x", "expires", expires).lifetimeSeconds())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "soon", "Sun, 06 Nov 1994 08:49:37 GMT"})
  void expiresInThePastOrUnreadableMeansStale(String expires) {
    assertThat(
            of(200, "expires", expires, "last-modified", "Sun, 06 Nov 1994 08:49:37 GMT")
                .lifetimeSeconds())
        .isZero();
  }

  @Test
  void expiresThatContradictsItselfMeansStale() {
    String in30 = HttpTime.format(NOW / 1000 + 30);
    String in60 = HttpTime.format(NOW / 1000 + 60);

    assertThat(of(200, "expires", in30, "expires", in60).lifetimeSeconds()).isZero();
    assertThat(of(200, "expires", in30, "expires", in30, "date", DATE).lifetimeSeconds())
        .isEqualTo(30);
  }

  @Test
  void aTargetedFieldPutsExpiresOutOfUse() {
    String expires = HttpTime.format(NOW / 1000 + 30);

    assertThat(of(200, "cdn-cache-control", "public", "expires", expires).lifetimeSeconds())
        .isZero();
  }

  @Test
  void anAnswerThatDoesNotSayIsFreshForATenthOfItsAgeAtMostADay() {
    String changed = HttpTime.format(NOW / 1000 - 1000);
    String longAgo = "Sun, 06 Nov 1994 08:49:37 GMT";

    assertThat(of(200, "date", DATE, "last-modified", changed).lifetimeSeconds()).isEqualTo(100);
    assertThat(of(200, "date", DATE, "last-modified", longAgo).lifetimeSeconds()).isEqualTo(86_400);
    assertThat(of(302, "date", DATE, "last-modified", changed).lifetimeSeconds()).isZero();
    assertThat(
            of(302, "date", DATE, "last-modified", changed, "cache-control", "public")
                .lifetimeSeconds())
        .isEqualTo(100);
    assertThat(of(200, "date", DATE).lifetimeSeconds()).isZero();
    assertThat(of(404, "date", DATE).lifetimeSeconds()).isEqualTo(1);
  }

  @Test
  void ageCountsWhatItSaysWhatDateSaysAndTheTimeOnTheWay() {
    assertThat(of(200, "age", "7").initialAgeSeconds()).isEqualTo(7);
    assertThat(at(NOW - 3000, 200, "age", "7").initialAgeSeconds()).isEqualTo(10);
    assertThat(of(200, "date", HttpTime.format(NOW / 1000 - 20), "age", "7").initialAgeSeconds())
        .isEqualTo(20);
    assertThat(of(200, "date", HttpTime.format(NOW / 1000 + 20)).initialAgeSeconds()).isZero();
  }

  @Test
  void ofSeveralAgesTheFirstCountsAndAnUnreadableOneDoesNot() {
    assertThat(of(200, "age", "7, 100").initialAgeSeconds()).isEqualTo(7);
    assertThat(of(200, "age", "7", "age", "100").initialAgeSeconds()).isEqualTo(7);
    for (String age : new String[] {"-1", "1.5", "x", "", "\"7\"", "7 7"}) {
      assertThat(of(200, "age", age).initialAgeSeconds()).as(age).isZero();
    }
    assertThat(of(200, "age", "99999999999").initialAgeSeconds()).isEqualTo(Freshness.SECONDS_MAX);
  }

  @Test
  void ageGrowsAndAnAnswerIsStaleFromItsLifetimeOn() {
    Freshness freshness = new Freshness(10, 3, NOW);

    assertThat(freshness.ageSeconds(NOW + 2_500)).isEqualTo(5);
    assertThat(freshness.remainingSeconds(NOW + 2_500)).isEqualTo(5);
    assertThat(freshness.isFresh(NOW + 6_999)).isTrue();
    assertThat(freshness.isFresh(NOW + 7_000)).isFalse();
    assertThat(freshness.ageSeconds(NOW - 60_000)).isEqualTo(3);
  }

  @Test
  void whatWasStaleNeverBecomesFreshAgain() {
    Property.forAll(
        1,
        500,
        random -> {
          Freshness freshness = new Freshness(random.nextLong(100), random.nextLong(100), NOW);
          long earlier = NOW + random.nextLong(200_000);
          long later = earlier + random.nextLong(200_000);
          assertThat(!freshness.isFresh(earlier) && freshness.isFresh(later)).isFalse();
          assertThat(freshness.isFresh(later)).isEqualTo(freshness.remainingSeconds(later) > 0);
        });
  }
}
