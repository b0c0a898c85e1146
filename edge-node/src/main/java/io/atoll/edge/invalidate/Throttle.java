package io.atoll.edge.invalidate;

import io.atoll.core.time.MonotonicClock;
import java.time.Duration;

/** Lets so many pass a second, and as many at once after a pause. Safe for use by many threads. */
final class Throttle {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final MonotonicClock clock;
  private final long intervalNanos;

  /** When everything that has passed would have passed, one after the other. */
  private long passedNanos;

  Throttle(int perSecond, MonotonicClock clock) {
    this.clock = clock;
    intervalNanos = SECOND / perSecond;
    passedNanos = clock.nanos();
  }

  /** Whether one more may pass now. */
  synchronized boolean pass() {
    long now = clock.nanos();
    if (passedNanos - now < 0) {
      passedNanos = now;
    }
    if (passedNanos + intervalNanos - now > SECOND) {
      return false;
    }
    passedNanos += intervalNanos;
    return true;
  }
}
