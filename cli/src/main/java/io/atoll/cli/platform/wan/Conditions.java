package io.atoll.cli.platform.wan;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a link is: as it is always, and as a lease has it for a while.
 *
 * @param usual one-way delay
 * @param slowed one-way delay until {@code slowedUntil}; null: as usual
 * @param cutUntil when a cut ends; null: not cut
 */
record Conditions(
    Duration usual,
    @Nullable Duration slowed,
    @Nullable Instant slowedUntil,
    @Nullable Instant cutUntil) {
  /** The far side of the Moon is 1.3 s away. */
  static final Duration DELAY_MAX = Duration.ofSeconds(5);

  static final Duration LEASE_MAX = Duration.ofMinutes(10);

  static Conditions usual(Duration delay) {
    return new Conditions(checkedDelay(delay), null, null, null);
  }

  Conditions withUsual(Duration delay) {
    return new Conditions(checkedDelay(delay), null, null, cutUntil);
  }

  Conditions slowed(Duration delay, Instant now, Duration length) {
    return new Conditions(usual, checkedDelay(delay), end(now, length), cutUntil);
  }

  Conditions cut(Instant now, Duration length) {
    return new Conditions(usual, slowed, slowedUntil, end(now, length));
  }

  Conditions joined() {
    return new Conditions(usual, slowed, slowedUntil, null);
  }

  Duration delay(Instant now) {
    return slowed != null && slowedUntil != null && now.isBefore(slowedUntil) ? slowed : usual;
  }

  boolean isCut(Instant now) {
    return cutUntil != null && now.isBefore(cutUntil);
  }

  private static Duration checkedDelay(Duration delay) {
    if (delay.isNegative() || delay.compareTo(DELAY_MAX) > 0) {
      throw new IllegalArgumentException(
          "a delay of %d ms is not 0 to %d ms".formatted(delay.toMillis(), DELAY_MAX.toMillis()));
    }
    return delay;
  }

  private static Instant end(Instant now, Duration length) {
    if (length.isNegative() || length.isZero() || length.compareTo(LEASE_MAX) > 0) {
      throw new IllegalArgumentException(
          "a fault of %d s is not above 0 and at most %d s; renew it if it must last longer"
              .formatted(length.toSeconds(), LEASE_MAX.toSeconds()));
    }
    return now.plus(length);
  }
}
