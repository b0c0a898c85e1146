package io.atoll.edge.cache;

import io.atoll.core.time.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * The lease on one partition: feeds events into its {@link LeaseState} and performs the effects
 * before the new state can be seen. Readers on any thread look at {@link #state} without a lock.
 */
final class PartitionLease {
  private final int partition;
  private final L1 l1;
  private final MonotonicClock clock;
  private final CacheMetrics metrics;
  private volatile LeaseState state;

  PartitionLease(int partition, L1 l1, MonotonicClock clock, CacheMetrics metrics) {
    this.partition = partition;
    this.l1 = l1;
    this.clock = clock;
    this.metrics = metrics;
    state = LeaseState.initial(clock.nanos());
  }

  /** When this returns, nothing that the event rules out is served any more. */
  synchronized void take(LeaseEvent event) {
    LeaseState.Step step = state.step(event, clock.nanos());
    for (LeaseEffect effect : step.effects()) {
      switch (effect) {
        case LeaseEffect.DropKeys drop ->
            drop.keys().forEach(key -> l1.drop(partition, drop.sequence(), key));
        case LeaseEffect.DropAll drop -> {
          l1.droppedAll(partition, state.processed(), step.state().processed());
          metrics.leaseLost(drop.reason());
        }
      }
    }
    state = step.state();
  }

  /** What is known of it, held or not. */
  LeaseState state() {
    return state;
  }

  /** The lease if it is held now, else null. */
  @Nullable LeaseState held() {
    LeaseState now = state;
    return now.holds(clock.nanos()) ? now : null;
  }
}
