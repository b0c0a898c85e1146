package io.atoll.chaos.drill;

import io.atoll.core.time.MonotonicClock;
import java.time.Duration;

/** The time since a drill began, as its history counts it. */
final class DrillClock {
  private final MonotonicClock clock;
  private final long originNanos;

  /** Begins now. */
  DrillClock(MonotonicClock clock) {
    this.clock = clock;
    this.originNanos = clock.nanos();
  }

  long micros() {
    return (clock.nanos() - originNanos) / 1_000;
  }

  /** Returns at once if that is over. */
  void sleepUntil(long micros) throws InterruptedException {
    long left = micros - micros();
    if (left > 0) {
      Thread.sleep(Duration.ofNanos(left * 1_000));
    }
  }

  static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
