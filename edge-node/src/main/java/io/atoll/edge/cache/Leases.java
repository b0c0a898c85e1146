package io.atoll.edge.cache;

import io.atoll.core.operation.Key;
import io.atoll.core.time.MonotonicClock;
import io.atoll.replication.view.Lease;
import io.atoll.replication.view.View;
import io.atoll.replication.view.ViewUnavailableException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The leases of one edge on all partitions, renewed a few times within their length. At most one
 * renewal per partition is under way.
 */
public final class Leases {
  /** Three renewals may fail before a lease ends. */
  private static final int RENEWALS_PER_LENGTH = 4;

  /**
   * An edge gives its leases back this much early, so that a clock that runs slow by up to one part
   * in a hundred does no harm; real ones stay within one in ten thousand.
   */
  private static final int DRIFT_MARGIN_ONE_IN = 100;

  /** A read gives up after so many grants that came too late, each at least a lease length old. */
  private static final int OBTAIN_TRIES_MAX = 10;

  /** Hears of every grant: it also says how far the view has come. */
  @FunctionalInterface
  public interface Listener {
    void granted(int partition, Lease lease);
  }

  private final View view;
  private final String edge;
  private final Duration length;
  private final MonotonicClock clock;
  private final Listener listener;
  private final List<PartitionLease> leases;
  private final AtomicReferenceArray<@Nullable Future<Void>> renewals;

  /**
   * @param edge this edge's node id within the region
   * @param length of each lease, at most {@link View#LEASE_MAX}
   */
  public Leases(
      View view,
      String edge,
      int partitions,
      Duration length,
      MonotonicClock clock,
      L1 l1,
      CacheMetrics metrics,
      Listener listener) {
    this.view = view;
    this.edge = edge;
    this.length = length;
    this.clock = clock;
    this.listener = listener;
    List<PartitionLease> all = new ArrayList<>(partitions);
    for (int i = 0; i < partitions; i++) {
      all.add(new PartitionLease(l1, clock, metrics));
    }
    leases = List.copyOf(all);
    renewals = new AtomicReferenceArray<>(partitions);
    metrics.leasesHeld(this::heldCount);
  }

  public int partitions() {
    return leases.size();
  }

  /** How often {@link #renewAll} is to be called. */
  public Duration renewalPeriod() {
    return Duration.ofMillis(Math.max(1, length.toMillis() / RENEWALS_PER_LENGTH));
  }

  /**
   * Takes an invalidation message. When this returns, the keys are dropped and the message may be
   * answered.
   *
   * @param run the Redis that the applier changed; null: it doesn't say
   */
  public void invalidated(int partition, @Nullable String run, long sequence, List<Key> keys) {
    leases.get(partition).take(new LeaseEvent.Invalidated(run, sequence, keys));
  }

  /** The partition's lease if it is held now, else null. */
  @Nullable LeaseState held(int partition) {
    return leases.get(partition).held();
  }

  /**
   * The partition's lease, asked for again if it is not held: on a busy machine an answer may come
   * after the lease that it grants has ended.
   *
   * @return fails with {@link ViewUnavailableException} if it is refused, or always came too late
   */
  Future<LeaseState> obtain(int partition) {
    return obtain(partition, OBTAIN_TRIES_MAX);
  }

  private Future<LeaseState> obtain(int partition, int tries) {
    LeaseState held = held(partition);
    if (held != null) {
      return Future.succeededFuture(held);
    }
    return tries > 0
        ? renew(partition).compose(_ -> obtain(partition, tries - 1))
        : Future.failedFuture(
            new ViewUnavailableException(
                "the lease on partition %d ended %d times before it was here"
                    .formatted(partition, OBTAIN_TRIES_MAX)));
  }

  /** Asks for every lease anew, without waiting for the answers. */
  public void renewAll() {
    for (int partition = 0; partition < leases.size(); partition++) {
      leases.get(partition).take(new LeaseEvent.Tick());
      renew(partition);
    }
  }

  private synchronized Future<Void> renew(int partition) {
    Future<Void> running = renewals.get(partition);
    if (running != null && !running.isComplete()) {
      return running;
    }
    long asked = clock.nanos();
    Future<Void> renewal =
        view.lease(partition, edge, length)
            .map(lease -> {
              take(partition, lease, asked);
              return null;
            });
    renewals.set(partition, renewal);
    return renewal;
  }

  private void take(int partition, Lease lease, long asked) {
    long usable = length.toNanos() - length.toNanos() / DRIFT_MARGIN_ONE_IN;
    leases
        .get(partition)
        .take(new LeaseEvent.Granted(lease.runId(), lease.sequence(), asked, asked + usable));
    listener.granted(partition, lease);
  }

  /** How many partitions may be served from memory now. */
  public int heldCount() {
    int held = 0;
    for (PartitionLease lease : leases) {
      held += lease.held() == null ? 0 : 1;
    }
    return held;
  }
}
