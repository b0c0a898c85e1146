package io.atoll.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.http.CacheStatus.Forwarded;
import io.atoll.edge.http.Reuse.Fresh;
import io.atoll.edge.http.Reuse.StaleAllowed;
import io.atoll.edge.http.Reuse.StaleWhileRevalidate;
import io.atoll.edge.http.Reuse.Validate;
import io.atoll.testkit.property.Property;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReuseTest {
  private static final long NOW = 1_764_000_000_000L;

  /** Of an answer with a lifetime of 60 s, so many seconds after it came. */
  private static Reuse after(int seconds, String response, String request) {
    return Reuse.decide(
        new Freshness(60, 0, NOW),
        CacheControl.parse(List.of(response)),
        request.isEmpty()
            ? RequestDirectives.NONE
            : RequestDirectives.of(FieldList.of("cache-control", request)),
        false,
        NOW + seconds * 1000L);
  }

  private static Validate stale(boolean ifError) {
    return new Validate(Forwarded.STALE, ifError);
  }

  private static Validate request(boolean ifError) {
    return new Validate(Forwarded.REQUEST, ifError);
  }

  @Test
  void aFreshAnswerIsUsedAndAStaleOneAskedAbout() {
    assertThat(after(59, "", "")).isEqualTo(new Fresh());
    assertThat(after(60, "", "")).isEqualTo(stale(false));
  }

  @Test
  void noCacheIsAlwaysAskedAbout() {
    assertThat(after(0, "no-cache", "")).isEqualTo(stale(false));
    assertThat(after(0, "no-cache, stale-while-revalidate=60", "max-stale"))
        .isEqualTo(stale(false));
    assertThat(after(0, "no-cache=\"x-a\"", "")).isEqualTo(new Fresh());
  }

  @Test
  void aRequestCanAskForNewer() {
    assertThat(after(10, "", "no-cache")).isEqualTo(request(false));
    assertThat(after(10, "", "max-age=10")).isEqualTo(new Fresh());
    assertThat(after(11, "", "max-age=10")).isEqualTo(request(false));
    assertThat(after(10, "", "min-fresh=50")).isEqualTo(new Fresh());
    assertThat(after(11, "", "min-fresh=50")).isEqualTo(request(true));
  }

  @ParameterizedTest
  @CsvSource({
    "'', max-stale, true",
    "'', max-stale=10, true",
    "'', max-stale=5, false",
    "must-revalidate, max-stale, false",
    "proxy-revalidate, max-stale, false",
    "s-maxage=60, max-stale, false",
    "'', 'max-stale, min-fresh=1', false",
  })
  void aRequestCanAllowStaleUnlessTheAnswerForbids(String response, String request, boolean used) {
    assertThat(after(67, response, request).equals(new StaleAllowed())).isEqualTo(used);
  }

  @Test
  void aStaleAnswerIsUsedWhileItIsAskedAboutIfItSaysSo() {
    assertThat(after(69, "stale-while-revalidate=10", "")).isEqualTo(new StaleWhileRevalidate());
    assertThat(after(70, "stale-while-revalidate=10", "")).isEqualTo(stale(false));
    assertThat(after(69, "s-maxage=60, stale-while-revalidate=10", ""))
        .isEqualTo(new StaleWhileRevalidate());
    assertThat(after(69, "must-revalidate, stale-while-revalidate=10", "")).isEqualTo(stale(false));
    assertThat(after(69, "stale-while-revalidate=x", "")).isEqualTo(stale(false));
  }

  @Test
  void aStaleAnswerWillDoInPlaceOfAnErrorIfItSaysSo() {
    assertThat(after(69, "stale-if-error=10", "")).isEqualTo(stale(true));
    assertThat(after(70, "stale-if-error=10", "")).isEqualTo(stale(false));
    assertThat(after(69, "must-revalidate, stale-if-error=10", "")).isEqualTo(stale(false));
    assertThat(after(69, "stale-if-error=10", "no-cache")).isEqualTo(request(false));
  }

  @Test
  void aSoftPurgeMakesStale() {
    Reuse purged =
        Reuse.decide(
            new Freshness(60, 0, NOW),
            CacheControl.parse(List.of("stale-while-revalidate=10")),
            RequestDirectives.NONE,
            true,
            NOW);

    assertThat(purged).isEqualTo(new StaleWhileRevalidate());
  }

  @Test
  void aSoftPurgeAllowsNoStaleAnswerThatDoesNotAllowItself() {
    Reuse purged =
        Reuse.decide(
            new Freshness(60, 0, NOW),
            CacheControl.parse(List.of("max-age=60")),
            RequestDirectives.NONE,
            true,
            NOW);

    assertThat(purged).isEqualTo(new Validate(Forwarded.STALE, false));
  }

  @Test
  void nothingStaleIsUsedThatMustBeRevalidated() {
    Property.forAll(
        1,
        2_000,
        random -> {
          Freshness freshness = new Freshness(random.nextLong(50), random.nextLong(50), NOW);
          String rest =
              random.nextBoolean() ? ", stale-while-revalidate=99, stale-if-error=99" : "";
          CacheControl control = CacheControl.parse(List.of("must-revalidate" + rest));
          RequestDirectives request =
              new RequestDirectives(
                  false,
                  false,
                  false,
                  random.nextLong(99),
                  random.nextLong(9),
                  random.nextLong(99));
          long at = NOW + random.nextLong(100_000);
          Reuse reuse = Reuse.decide(freshness, control, request, random.nextBoolean(), at);
          switch (reuse) {
            case Fresh() -> assertThat(freshness.isFresh(at)).isTrue();
            case Validate validate ->
                assertThat(validate.ifError() && !freshness.isFresh(at)).isFalse();
            case StaleAllowed(), StaleWhileRevalidate() ->
                throw new AssertionError("stale answer used: " + freshness);
          }
        });
  }
}
