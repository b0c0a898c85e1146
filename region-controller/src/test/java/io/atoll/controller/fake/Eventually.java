package io.atoll.controller.fake;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Polls for a condition until a deadline. */
public final class Eventually {
  private Eventually() {}

  /** Waits until the condition holds and returns how long that took. */
  public static Duration within(
      Duration limit, String what, BooleanSupplier condition, Supplier<?> state) {
    long start = System.nanoTime();
    while (true) {
      if (condition.getAsBoolean()) {
        return Duration.ofNanos(System.nanoTime() - start);
      }
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new AssertionError(
            "expected within %s that %s, but: %s".formatted(limit, what, state.get()));
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
