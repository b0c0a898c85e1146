package io.atoll.edge.invalidate;

import io.atoll.core.time.MonotonicClock;
import java.time.Duration;

/**
 * Whether this edge hears of purges: it does while it holds the leases on all partitions. If it
 * doesn't for too long, what it has in memory counts as stale, since nobody waits for it to be
 * told. Used by one thread.
 */
public final class Hearing {
  private final Purges purges;
  private final long maxNanos;
  private final MonotonicClock clock;
  private long heardNanos;

  /**
   * @param max how long it goes on without
   */
  public Hearing(Purges purges, Duration max, MonotonicClock clock) {
    this.purges = purges;
    this.maxNanos = max.toNanos();
    this.clock = clock;
    heardNanos = clock.nanos();
  }

  /**
   * To be called a few times a second.
   *
   * @param hears whether it would be told of a purge now
   */
  public void tick(boolean hears) {
    long now = clock.nanos();
    if (hears) {
      heardNanos = now;
      purges.heard();
    } else if (now - heardNanos >= maxNanos) {
      purges.unheard();
    }
  }
}
