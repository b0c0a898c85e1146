package io.atoll.testkit.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What is still to happen, earliest first; of events of one moment, the first added first. */
final class EventQueue {
  /**
   * Pending events at most. A world of a few processes keeps some hundreds; more is a loop that
   * feeds itself.
   */
  static final int PENDING_MAX = 100_000;

  record Event(long atNanos, long sequence, String what, Runnable action) {}

  private final PriorityQueue<Event> pending =
      new PriorityQueue<>(
          Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::sequence));
  private long sequence;

  void add(long atNanos, String what, Runnable action) {
    if (pending.size() >= PENDING_MAX) {
      throw new IllegalStateException(
          "more than %d pending events; the last asked for: %s".formatted(PENDING_MAX, what));
    }
    pending.add(new Event(atNanos, sequence++, what, action));
  }

  @Nullable Event peek() {
    return pending.peek();
  }

  @Nullable Event poll() {
    return pending.poll();
  }
}
