package io.atoll.replication.mirror;

import io.atoll.core.time.MonotonicClock;
import java.time.Duration;

/**
 * For how long a source has not been heard by a link that listened. A process that was paused did
 * not listen: what the source said meanwhile it is only about to hear.
 */
public final class Silence {
  /** Between two questions; what goes beyond is a pause of this process. */
  private static final Duration LISTENING_MAX = Duration.ofMillis(500);

  private final Duration max;
  private final MonotonicClock clock;
  private long askedNanos;
  private long silentNanos;

  /**
   * One that begins now.
   *
   * @param max how long is still no reason to worry
   */
  public Silence(Duration max, MonotonicClock clock) {
    this.max = max;
    this.clock = clock;
    askedNanos = clock.nanos();
  }

  /** The source was heard. */
  public void ended() {
    askedNanos = clock.nanos();
    silentNanos = 0;
  }

  /** Whether the source counts as out of reach; to be asked after each time of listening. */
  public boolean isTooLong() {
    long now = clock.nanos();
    silentNanos += Math.min(now - askedNanos, LISTENING_MAX.toNanos());
    askedNanos = now;
    return silentNanos > max.toNanos();
  }
}
