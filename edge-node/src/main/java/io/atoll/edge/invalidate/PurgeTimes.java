package io.atoll.edge.invalidate;

import io.atoll.edge.http.PageKey;
import io.atoll.edge.invalidate.Purges.Verdict;
import io.atoll.edge.invalidate.Scope.Prefix;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When what was purged, by one clock. The oldest of more than a bound are forgotten: what was asked
 * for before them is stale. Changed by one thread at a time, read by any.
 */
final class PurgeTimes {
  private record Times(long softMillis, long hardMillis) {
    static final Times NEVER = new Times(Long.MIN_VALUE, Long.MIN_VALUE);

    Times with(boolean hard, long millis) {
      return hard
          ? new Times(softMillis, Math.max(hardMillis, millis))
          : new Times(Math.max(softMillis, millis), hardMillis);
    }

    long last() {
      return Math.max(softMillis, hardMillis);
    }

    Verdict of(long askedMillis) {
      if (askedMillis <= hardMillis) {
        return Verdict.GONE;
      }
      return askedMillis <= softMillis ? Verdict.STALE : Verdict.GOOD;
    }
  }

  private final int countMax;
  private final Map<Scope, Times> times = new ConcurrentHashMap<>();
  private volatile List<Prefix> prefixes = List.of();
  private volatile long allStaleMillis = Long.MIN_VALUE;

  PurgeTimes(int countMax) {
    this.countMax = countMax;
  }

  /** How many are known. */
  int count() {
    return times.size();
  }

  void apply(Purge purge, long millis) {
    times.merge(
        purge.scope(),
        Times.NEVER.with(purge.hard(), millis),
        (known, _) -> known.with(purge.hard(), millis));
    if (times.size() > countMax) {
      forgetOldest();
    }
    prefixes = Scope.prefixes(times.keySet());
  }

  private void forgetOldest() {
    List<Map.Entry<Scope, Times>> oldest =
        times.entrySet().stream()
            .sorted(Comparator.comparingLong(entry -> entry.getValue().last()))
            .limit(countMax / 2)
            .toList();
    for (Map.Entry<Scope, Times> entry : oldest) {
      allStale(entry.getValue().last());
      times.remove(entry.getKey());
    }
  }

  /** What was asked for up to this time is stale, all of it. */
  void allStale(long millis) {
    allStaleMillis = Math.max(allStaleMillis, millis);
  }

  Verdict verdict(PageKey key, Set<String> tags, long askedMillis) {
    Verdict worst = askedMillis <= allStaleMillis ? Verdict.STALE : Verdict.GOOD;
    if (times.isEmpty()) {
      return worst;
    }
    for (Scope scope : Scope.of(key, tags, prefixes)) {
      worst = worst.or(times.getOrDefault(scope, Times.NEVER).of(askedMillis));
    }
    return worst;
  }
}
