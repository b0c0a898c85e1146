package io.atoll.dns.sign;

import io.atoll.core.time.MonotonicClock;

/**
 * How many signatures may be made on demand: so many a second, and no more than that at once, so
 * that whoever asks for names that aren't there can't take the processor from those who ask for
 * names that are.
 */
public final class SigningBudget {
  private static final long SECOND = 1_000_000_000L;

  private final int perSecond;
  private final MonotonicClock clock;
  private double left;
  private long at;

  public SigningBudget(int perSecond, MonotonicClock clock) {
    this.perSecond = perSecond;
    this.clock = clock;
    this.left = perSecond;
    this.at = clock.nanos();
  }

  /** Takes so many from it; false, and takes none, if there are not as many left. */
  synchronized boolean take(int count) {
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
