package io.atoll.edge.invalidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.operation.Key;
import io.atoll.edge.cache.Standing;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.invalidate.Purges.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
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
  void onlyKeysOfNamespacesThatPurgePagesDo() {
    Purges some =
        new Purges(
            () -> now, new SimpleMeterRegistry(), 1, Duration.ZERO, name -> name.equals("pages"));
    long version = some.version();
    some.dropped(0, 1, new Key("profiles", "ada"));
    assertThat(some.verdict(PAGE, Set.of("kv:profiles/ada"), 5)).isEqualTo(Verdict.GOOD);
    some.dropped(0, 2, new Key("pages", "ada"));
    assertThat(some.verdict(PAGE, Set.of("kv:pages/ada"), 5)).isEqualTo(Verdict.GONE);
    assertThat(some.verdict(PAGE, Set.of("kv:profiles/ada"), 5)).isEqualTo(Verdict.GOOD);
    // What names no keys need not be looked at again.
    assertThat(some.version()).isEqualTo(version);
  }

  @Test
  void whatMayHaveBeenMissedMakesEverythingStale() {
    purges.droppedAll(0, 0, 1);

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

  private Verdict region(Standing asked) {
    return purges.verdict(PAGE, Set.of("t"), asked, 0, false);
  }

  private static final Key HARD = hard(new Scope.Host("shop.test")).key();

  @Test
  void whatAnotherEdgeAskedForIsHeldAgainstPurgesByTheirOrder() {
    purges.granted(0, "run", 10, 5);
    purges.granted(1, "run", 20, 5);
    assertThat(region(new Standing("run", 10, 20))).isEqualTo(Verdict.GOOD);

    purges.dropped(1, 21, HARD);

    assertThat(region(new Standing("run", 99, 20))).isEqualTo(Verdict.GONE);
    assertThat(region(new Standing("run", 10, 21))).isEqualTo(Verdict.GOOD);
    purges.dropped(0, 11, new Purge(new Scope.Tag("shop.test", "t"), false).key());
    assertThat(region(new Standing("run", 10, 21))).isEqualTo(Verdict.STALE);
    assertThat(region(new Standing("run", 11, 21))).isEqualTo(Verdict.GOOD);
  }

  @Test
  void whatWasAskedForBeforeThisEdgeKnewOfPurgesIsStale() {
    Standing asked = new Standing("run", 10);
    assertThat(region(asked)).isEqualTo(Verdict.STALE);
    purges.droppedAll(0, 0, 10);
    purges.granted(0, "run", 10, 9);

    assertThat(region(new Standing("run", 8))).isEqualTo(Verdict.STALE);
    assertThat(region(new Standing("run", 9))).isEqualTo(Verdict.GOOD);
    assertThat(region(new Standing("another run", 10))).isEqualTo(Verdict.STALE);
    assertThat(region(new Standing("run", 10, 10))).isEqualTo(Verdict.STALE);
  }

  @Test
  void aGapMakesStaleOnlyIfAPurgeMayHaveBeenInIt() {
    purges.granted(0, "run", 10, 5);
    now++;
    purges.droppedAll(0, 10, 15);
    assertThat(region(new Standing("run", 15))).isEqualTo(Verdict.STALE);
    // Asked for before the gap was, so it says nothing about what is in it.
    purges.granted(0, "run", 14, 5);
    assertThat(region(new Standing("run", 15))).isEqualTo(Verdict.STALE);

    assertThat(verdict(now)).isEqualTo(Verdict.STALE);
    now++;
    purges.granted(0, "run", 16, 5);
    assertThat(region(new Standing("run", 7))).isEqualTo(Verdict.GOOD);
    assertThat(verdict(now - 1)).isEqualTo(Verdict.GOOD);

    purges.droppedAll(0, 17, 20);
    purges.granted(0, "run", 20, 18);
    assertThat(verdict(now)).isEqualTo(Verdict.STALE);
    assertThat(region(new Standing("run", 17))).isEqualTo(Verdict.STALE);
    assertThat(region(new Standing("run", 18))).isEqualTo(Verdict.GOOD);
  }

  @Test
  void numbersOfAnotherRedisSayNothing() {
    purges.granted(0, "run", 10, 5);
    purges.dropped(0, 11, HARD);
    purges.droppedAll(0, 11, 3);
    purges.granted(0, "another run", 3, 2);

    assertThat(region(new Standing("run", 11))).isEqualTo(Verdict.STALE);
    assertThat(region(new Standing("another run", 1))).isEqualTo(Verdict.STALE);
    assertThat(region(new Standing("another run", 2))).isEqualTo(Verdict.GOOD);
  }

  @Test
  void purgesBeyondTheBoundMakeStaleWhatWasAskedForBeforeThem() {
    purges.granted(0, "run", 0, 0);
    for (int i = 1; i <= Purges.COUNT_MAX + 1; i++) {
      purges.dropped(0, i, hard(new Scope.Url("shop.test", "/" + i)).key());
    }

    assertThat(region(new Standing("run", 1))).isEqualTo(Verdict.STALE);
    assertThat(region(new Standing("run", Purges.COUNT_MAX))).isEqualTo(Verdict.GOOD);
  }

  @Test
  void whatOnlyThisEdgeKnowsOfIsHeldAgainstOthersWithRoomForTheirClocks() {
    now = 1_000_000;
    purges.granted(0, "run", 10, 5);
    purges.apply(hard(new Scope.Url("shop.test", "/a/b?c")));
    Standing asked = new Standing("run", 10);

    assertThat(purges.verdict(PAGE, Set.of(), asked, 1_000_001, true)).isEqualTo(Verdict.GOOD);
    assertThat(purges.verdict(PAGE, Set.of(), asked, 1_000_001, false)).isEqualTo(Verdict.GONE);
    assertThat(purges.verdict(PAGE, Set.of(), asked, 1_060_001, false)).isEqualTo(Verdict.GOOD);
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
