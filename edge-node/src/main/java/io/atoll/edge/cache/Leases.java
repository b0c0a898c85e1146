package io.atoll.edge.cache;

import io.atoll.core.operation.Key;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.MonotonicClock;
import io.atoll.replication.view.Lease;
import io.atoll.replication.view.View;
import io.atoll.replication.view.ViewUnavailableException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
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
  private final List<Reaching> reaching;
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
      all.add(new PartitionLease(i, l1, clock, metrics));
    }
    leases = List.copyOf(all);
    reaching = IntStream.range(0, partitions).mapToObj(_ -> new Reaching()).toList();
    renewals = new AtomicReferenceArray<>(partitions);
    metrics.leasesHeld(this::heldCount);
    metrics.sessionsWaiting(() -> reaching.stream().mapToInt(Reaching::size).sum());
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

  /**
   * Takes the applier's word that everything up to a watermark is visible.
   *
   * @param run the Redis it is in
   */
  public void visible(int partition, String run, Watermark watermark) {
    leases.get(partition).take(new LeaseEvent.Visible(run, watermark));
    look(partition);
  }

  /** Whether everything that is served of a partition now shows what is before this watermark. */
  public boolean isReached(int partition, Watermark wanted) {
    LeaseState lease = held(partition);
    return lease != null && lease.reached().covers(wanted);
  }

  /**
   * Waits until {@link #isReached}.
   *
   * @param patience how long at most
   * @return false: not by then
   */
  public Future<Boolean> reach(int partition, Watermark wanted, Duration patience) {
    if (isReached(partition, wanted)) {
      return Future.succeededFuture(true);
    }
    Future<Boolean> reached =
        reaching.get(partition).await(wanted, clock.nanos() + patience.toNanos());
    look(partition); // it may have been reached just before
    return reached;
  }

  private void look(int partition) {
    reaching.get(partition).look(wanted -> isReached(partition, wanted), clock.nanos());
  }

  /** The epoch that the partition's lease is in, held or not. */
  long epoch(int partition) {
    return leases.get(partition).state().epoch();
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
      look(partition);
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
        .take(
            new LeaseEvent.Granted(
                lease.runId(), lease.sequence(), lease.watermark(), asked, asked + usable));
    listener.granted(partition, lease);
    look(partition);
  }

  /**
   * How far this edge has come with the changes of all partitions, whether it holds their leases or
   * not; null: it has not come to all of them in one Redis.
   */
  public @Nullable Standing standing() {
    String run = null;
    long[] sequences = new long[leases.size()];
    for (int partition = 0; partition < sequences.length; partition++) {
      LeaseState lease = leases.get(partition).state();
      if (lease.run() == null || (run != null && !run.equals(lease.run()))) {
        return null;
      }
      run = lease.run();
      sequences[partition] = lease.processed();
    }
    return run == null ? null : new Standing(run, sequences);
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
