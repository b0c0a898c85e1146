package io.atoll.core.time;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands out hybrid timestamps that never repeat and never go back, whatever the wall clock does.
 * Safe for use by many threads.
 *
 * <p>A clock told of another's timestamp ({@link #observe}) will only hand out later ones. What it
 * is told is bounded: a timestamp more than {@code skewMax} ahead of this machine's wall clock is
 * refused, so that one broken clock can't drag all others with it.
 */
public final class HybridClock {
  private final WallClock wall;
  private final long skewMaxMillis;
  private final AtomicLong last = new AtomicLong();

  public HybridClock(WallClock wall, Duration skewMax) {
    this.wall = wall;
    this.skewMaxMillis = skewMax.toMillis();
  }

  /** A timestamp above every one handed out or observed before. */
  public HybridTimestamp now() {
    long physical = HybridTimestamp.of(wall.millis(), 0).packed();
    return new HybridTimestamp(last.updateAndGet(previous -> Math.max(previous + 1, physical)));
  }

  /**
   * Learns of a timestamp made elsewhere.
   *
   * @return false if it is more than the skew bound ahead of the wall clock and was therefore
   *     ignored
   */
  public boolean observe(HybridTimestamp seen) {
    if (seen.millis() > wall.millis() + skewMaxMillis) {
      return false;
    }
    last.accumulateAndGet(seen.packed(), Math::max);
    return true;
  }
}
