package io.atoll.edge.cache;

import io.atoll.core.operation.Key;
import io.atoll.core.position.Watermark;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen to a lease. Events may be lost, delayed, repeated and reordered. */
sealed interface LeaseEvent {
  /**
   * Redis granted or renewed the lease.
   *
   * @param run the Redis that granted it
   * @param sequence changes up to it may be missing in what the edge holds
   * @param watermark what of every log was in the view then
   * @param askedNanos monotonic time before the request was sent
   * @param endNanos monotonic time at which the grant ends, counted from {@code askedNanos}
   */
  record Granted(String run, long sequence, Watermark watermark, long askedNanos, long endNanos)
      implements LeaseEvent {}

  /**
   * The applier changed these keys.
   *
   * @param run the Redis it changed; null: an applier that doesn't say
   */
  record Invalidated(@Nullable String run, long sequence, List<Key> keys) implements LeaseEvent {
    public Invalidated {
      keys = List.copyOf(keys);
    }
  }

  /**
   * The applier says that everything up to a watermark is visible: every edge that held a lease as
   * it was applied has dropped what it changed, or its lease has ended since.
   *
   * @param run the Redis it is in
   */
  record Visible(String run, Watermark watermark) implements LeaseEvent {}

  /** Time passed. */
  record Tick() implements LeaseEvent {}
}
