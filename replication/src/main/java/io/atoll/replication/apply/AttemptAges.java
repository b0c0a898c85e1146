package io.atoll.replication.apply;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.time.MonotonicClock;
import io.atoll.replication.cell.Attempt;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far each origin's stamps have come in one partition, and so which attempts can't be repeated
 * any more. By the origin's own stamps and not by this region's clock: operations of a region that
 * was cut off for hours are still recognised when they come.
 */
final class AttemptAges {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** A stamp may be a little behind an earlier one of its log. */
  private static final long KEPT_MILLIS = 2 * Attempt.WINDOW.toMillis();

  private final MonotonicClock clock;
  private final Map<IncarnationId, Long> latestMillis = new TreeMap<>();
  private long lookedNanos;

  AttemptAges(MonotonicClock clock) {
    this.clock = clock;
    lookedNanos = clock.nanos();
  }

  void passed(List<Judged> judged) {
    for (Judged one : judged) {
      latestMillis.merge(one.at().incarnation(), one.carried().millis(), Math::max);
    }
  }

  /** The origins to look at now; none if that was done a moment ago. */
  List<IncarnationId> due() {
    long now = clock.nanos();
    if (now - lookedNanos < LOOK_EVERY.toNanos()) {
      return List.of();
    }
    lookedNanos = now;
    return List.copyOf(latestMillis.keySet());
  }

  long forgetBeforeMillis(IncarnationId origin) {
    return Math.max(0, latestMillis.getOrDefault(origin, 0L) - KEPT_MILLIS);
  }
}
