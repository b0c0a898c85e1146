package io.atoll.replication.mirror;

import io.atoll.core.time.MonotonicClock;
import java.time.Duration;

/**
 * Holds a link to its limits: what was taken is paid for in time afterwards, so that a single
 * record of any size goes through, and nothing is saved up while nothing comes.
 */
public final class Throttle {
  private static final double NANOS_PER_SECOND = 1e9;

  private final MonotonicClock clock;
  private long freeAtNanos;

  public Throttle(MonotonicClock clock) {
    this.clock = clock;
    freeAtNanos = clock.nanos();
  }

  /** How long to wait before the next record is taken; zero: not at all. */
  public Duration delay() {
    return Duration.ofNanos(Math.max(0, freeAtNanos - clock.nanos()));
  }

  /** A record was taken under these limits. */
  public void took(long bytes, LinkSettings limits) {
    long now = clock.nanos();
    double seconds = 0;
    if (limits.recordsPerSecondMax() > 0) {
      seconds = 1.0 / limits.recordsPerSecondMax();
    }
    if (limits.bytesPerSecondMax() > 0) {
      seconds = Math.max(seconds, (double) bytes / limits.bytesPerSecondMax());
    }
    long begin = freeAtNanos - now > 0 ? freeAtNanos : now;
    freeAtNanos = begin + (long) (seconds * NANOS_PER_SECOND);
  }
}
