package io.atoll.edge.invalidate;

import io.atoll.core.operation.Key;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.DropListener;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.invalidate.Scope.Host;
import io.atoll.edge.invalidate.Scope.Prefix;
import io.atoll.edge.invalidate.Scope.Tag;
import io.atoll.edge.invalidate.Scope.Url;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What has been purged, and when by this edge's clock. An answer that was asked for before a purge
 * of it is purged, however late it is stored or found. A purge costs the same however much it is
 * about, and a page is held against all of them once after each.
 *
 * <p>An edge that may have missed one takes everything it holds for stale. So does one that knows
 * of too many: the oldest are forgotten, and what was asked for before them is stale. Safe for use
 * by many threads.
 */
public final class Purges implements DropListener {
  /** Kept at one time: a few hundred bytes each. */
  static final int COUNT_MAX = 4_096;

  /** What has become of a page. */
  public enum Verdict {
    GOOD,
    STALE,
    GONE
  }

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

  private final WallClock clock;
  private final Counter applied;
  private final Counter missed;
  private final Map<Scope, Times> times = new ConcurrentHashMap<>();
  private volatile List<Prefix> prefixes = List.of();
  private volatile long allStaleMillis = Long.MIN_VALUE;
  private volatile long version;

  public Purges(WallClock clock, MeterRegistry meters) {
    this.clock = clock;
    applied = meters.counter("atoll_edge_purges");
    missed = meters.counter("atoll_edge_purges_missed");
  }

  /** Applies one now. When this returns, nothing it is about is served any more. */
  public synchronized void apply(Purge purge) {
    times.merge(
        purge.scope(),
        Times.NEVER.with(purge.hard(), clock.millis()),
        (known, _) -> known.with(purge.hard(), clock.millis()));
    if (times.size() > COUNT_MAX) {
      forgetOldest();
    }
    prefixes =
        times.keySet().stream().filter(Prefix.class::isInstance).map(Prefix.class::cast).toList();
    version++;
    applied.increment();
  }

  private void forgetOldest() {
    List<Map.Entry<Scope, Times>> oldest =
        times.entrySet().stream()
            .sorted(Comparator.comparingLong(entry -> entry.getValue().last()))
            .limit(COUNT_MAX / 2)
            .toList();
    for (Map.Entry<Scope, Times> entry : oldest) {
      allStaleMillis = Math.max(allStaleMillis, entry.getValue().last());
      times.remove(entry.getKey());
    }
  }

  /** Grows with every purge; a verdict holds as long as it stays. */
  public long version() {
    return version;
  }

  /**
   * Holds a page against everything purged.
   *
   * @param askedMillis when its upstream was asked for it, or to confirm it
   */
  public Verdict verdict(PageKey key, Set<String> tags, long askedMillis) {
    Verdict worst = askedMillis <= allStaleMillis ? Verdict.STALE : Verdict.GOOD;
    worst = worse(worst, of(new Host(key.host()), askedMillis));
    worst = worse(worst, of(new Url(key.host(), key.target()), askedMillis));
    for (String tag : tags) {
      worst = worse(worst, of(new Tag(key.host(), tag), askedMillis));
    }
    for (Prefix prefix : prefixes) {
      if (prefix.host().equals(key.host()) && key.target().startsWith(prefix.prefix())) {
        worst = worse(worst, of(prefix, askedMillis));
      }
    }
    return worst;
  }

  private Verdict of(Scope scope, long askedMillis) {
    return times.getOrDefault(scope, Times.NEVER).of(askedMillis);
  }

  private static Verdict worse(Verdict one, Verdict other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  @Override
  public void dropped(Key key) {
    Purge.of(key).ifPresent(this::apply);
  }

  @Override
  public synchronized void droppedAll() {
    allStaleMillis = clock.millis();
    version++;
    missed.increment();
  }
}
