package io.atoll.dns.guard;

import io.atoll.core.time.MonotonicClock;

/**
 * How often something may be done: so many times a second, and no more than that at once. Safe for
 * use by many threads.
 */
public final class Budget {
  private static final long SECOND = 1_000_000_000L;

  private final int perSecond;
  private final MonotonicClock clock;
  private double left;
  private long at;

  public Budget(int perSecond, MonotonicClock clock) {
    this.perSecond = perSecond;
    this.clock = clock;
    this.left = perSecond;
    this.at = clock.nanos();
  }

  /** Takes so many from it; false, and takes none, if there are not as many left. */
  public synchronized boolean take(int count) {
    long now = clock.nanos();
    left = Math.min(perSecond, left + (double) (now - at) * perSecond / SECOND);
    at = now;
    if (left < count) {
      return false;
    }
    left -= count;
    return true;
  }
}
