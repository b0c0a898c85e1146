package io.atoll.edge.server;

import io.atoll.core.time.MonotonicClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Says yes at most once in a period: for log lines about what every request may meet. */
public final class Occasionally {
  private final MonotonicClock clock;
  private final long periodNanos;
  private final AtomicLong nextNanos;

  public Occasionally(MonotonicClock clock, Duration period) {
    this.clock = clock;
    this.periodNanos = period.toNanos();
    this.nextNanos = new AtomicLong(clock.nanos());
  }

  public boolean now() {
    long now = clock.nanos();
    long next = nextNanos.get();
    return now - next >= 0 && nextNanos.compareAndSet(next, now + periodNanos);
  }
}
