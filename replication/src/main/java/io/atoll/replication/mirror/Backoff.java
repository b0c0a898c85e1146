package io.atoll.replication.mirror;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: doubling from a first to a longest delay, of which a random
 * half is taken off, so that many who lost the same thing don't come back in step.
 */
public final class Backoff {
  private final long firstMillis;
  private final long longestMillis;
  private final RandomGenerator random;
  private long millis;

  public Backoff(Duration first, Duration longest, RandomGenerator random) {
    firstMillis = first.toMillis();
    longestMillis = longest.toMillis();
    if (firstMillis < 1 || longestMillis < firstMillis) {
      throw new IllegalArgumentException(
          "delays %s to %s are not an ascending range from 1 ms".formatted(first, longest));
    }
    this.random = random;
    millis = firstMillis;
  }

  /** The delay before the next attempt: half to all of what it has grown to. */
  public Duration next() {
    long now = millis;
    millis = Math.min(longestMillis, millis * 2);
    return Duration.ofMillis(random.nextLong((now + 1) / 2, now + 1));
  }

  /** Something went well: the next delay is a short one. */
  public void reset() {
    millis = firstMillis;
  }
}
