package io.atoll.replication.apply;

import io.atoll.core.time.MonotonicClock;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * How long operations took lately: a histogram of every single one, never an average of averages.
 *
 * <p>It keeps the stretch of time under way and the one before, so that it speaks of the last half
 * minute to minute. While nothing comes through it falls silent: then only how far the mirror is
 * behind says how bad it is, and what was held up counts with all of its time once it comes.
 */
public final class RecentLag {
  static final Duration STRETCH = Duration.ofSeconds(30);

  /** Longer than a log keeps anything; what took longer counts as this. */
  private static final long MILLIS_MAX = Duration.ofDays(10).toMillis();

  /** Percentiles are too high by 1 % at most, never too low. */
  private static final int SIGNIFICANT_DIGITS = 2;

  private final MonotonicClock clock;
  private Histogram before = empty();
  private Histogram now = empty();
  private long beganNanos;

  /**
   * What it has seen.
   *
   * @param count of operations; the rest is 0 if there was none
   */
  public record Summary(long count, long p50Millis, long p99Millis, long maxMillis) {}

  RecentLag(MonotonicClock clock) {
    this.clock = clock;
    beganNanos = clock.nanos();
  }

  private static Histogram empty() {
    return new Histogram(SIGNIFICANT_DIGITS);
  }

  /** An operation took this long. */
  synchronized void record(long millis) {
    turn();
    now.recordValue(Math.min(millis, MILLIS_MAX));
  }

  synchronized Summary summary() {
    turn();
    Histogram both = now.copy();
    both.add(before);
    return new Summary(
        both.getTotalCount(),
        both.getValueAtPercentile(50),
        both.getValueAtPercentile(99),
        both.getMaxValue());
  }

  private void turn() {
    long stretches = (clock.nanos() - beganNanos) / STRETCH.toNanos();
    if (stretches > 0) {
      Histogram older = before;
      before = now;
      now = older;
      now.reset();
      if (stretches > 1) {
        before.reset();
      }
      beganNanos += stretches * STRETCH.toNanos();
    }
  }
}
