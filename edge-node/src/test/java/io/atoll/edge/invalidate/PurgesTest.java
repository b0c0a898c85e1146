package io.atoll.edge.invalidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.operation.Key;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.invalidate.Purges.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PurgesTest {
  private static final PageKey PAGE = new PageKey("http", "shop.test", "/a/b?c");

  private long now = 1_000;
  private final Purges purges = new Purges(() -> now, new SimpleMeterRegistry());

  private Verdict verdict(long askedMillis) {
    return purges.verdict(PAGE, Set.of("t"), askedMillis);
  }

  private static Purge hard(Scope scope) {
    return new Purge(scope, true);
  }

  @Test
  void aPurgeIsAboutWhatWasAskedForBeforeIt() {
    purges.apply(hard(new Scope.Host("shop.test")));

    assertThat(verdict(999)).isEqualTo(Verdict.GONE);
    assertThat(verdict(1_000)).isEqualTo(Verdict.GONE);
    assertThat(verdict(1_001)).isEqualTo(Verdict.GOOD);
  }

  @Test
  void everyScopeIsHeldAgainstIt() {
    for (Scope scope :
        List.of(
            new Scope.Url("shop.test", "/a/b?c"),
            new Scope.Prefix("shop.test", "/a/"),
            new Scope.Host("shop.test"),
            new Scope.Tag("shop.test", "t"))) {
      Purges fresh = new Purges(() -> now, new SimpleMeterRegistry());
      fresh.apply(new Purge(scope, false));
      assertThat(fresh.verdict(PAGE, Set.of("t"), 5)).as(scope.toString()).isEqualTo(Verdict.STALE);
      fresh.apply(hard(scope));
      assertThat(fresh.verdict(PAGE, Set.of("t"), 5)).as(scope.toString()).isEqualTo(Verdict.GONE);
    }
    purges.apply(hard(new Scope.Tag("other.test", "t")));
    purges.apply(hard(new Scope.Prefix("shop.test", "/b")));
    assertThat(verdict(5)).isEqualTo(Verdict.GOOD);
  }

  @Test
  void aSoftPurgeAfterAHardOneTakesNothingBack() {
    purges.apply(hard(new Scope.Host("shop.test")));
    now = 2_000;
    purges.apply(new Purge(new Scope.Host("shop.test"), false));

    assertThat(verdict(1_000)).isEqualTo(Verdict.GONE);
    assertThat(verdict(1_500)).isEqualTo(Verdict.STALE);
  }

  @Test
  void whatMayHaveBeenMissedMakesEverythingStale() {
    purges.droppedAll();

    assertThat(verdict(1_000)).isEqualTo(Verdict.STALE);
    assertThat(verdict(1_001)).isEqualTo(Verdict.GOOD);
  }

  @Test
  void moreThanTheBoundAreForgottenOnTheSafeSide() {
    for (int i = 0; i <= Purges.COUNT_MAX; i++) {
      now++;
      purges.apply(hard(new Scope.Url("shop.test", "/" + i)));
    }

    assertThat(verdict(1_001)).isEqualTo(Verdict.STALE);
    assertThat(verdict(now)).isEqualTo(Verdict.GOOD);
  }

  @Test
  void theKeySaysAllAndIsReadBack() {
    for (Scope scope :
        List.of(
            new Scope.Url("shop.test", "/a?b=c%20d"),
            new Scope.Prefix("shop.test:8080", "/a/"),
            new Scope.Host("shop.test"),
            new Scope.Tag("shop.test", "a tag  of words"))) {
      for (boolean hard : new boolean[] {true, false}) {
        Purge purge = new Purge(scope, hard);
        assertThat(Purge.of(purge.key())).contains(purge);
      }
    }
    assertThat(Purge.of(new Key("profiles", "hard host shop.test"))).isEmpty();
    assertThat(Purge.of(new Key(Purge.NAMESPACE, "hard"))).isEmpty();
    assertThat(Purge.of(new Key(Purge.NAMESPACE, "hard all shop.test x"))).isEmpty();
  }

  @Test
  void aPurgeOfTooLongATextIsRefused() {
    assertThatThrownBy(() -> hard(new Scope.Url("shop.test", "/" + "x".repeat(2_000))))
        .hasMessageContaining("2001")
        .hasMessageContaining("2000");
  }
}
