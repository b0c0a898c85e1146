package io.atoll.cli.platform;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Polls for a condition, with a deadline. */
final class Eventually {
  private static final Duration LOOK = Duration.ofMillis(20);

  private Eventually() {}

  static void holds(String what, Duration max, BooleanSupplier condition) {
    holds(() -> what, max, condition);
  }

  /** The description is made when it is needed, so that it can say what was seen last. */
  static void holds(Supplier<String> what, Duration max, BooleanSupplier condition) {
    long deadline = System.nanoTime() + max.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within %d ms: %s".formatted(max.toMillis(), what.get()));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
