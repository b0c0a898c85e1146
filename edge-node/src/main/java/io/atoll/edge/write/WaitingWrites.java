package io.atoll.edge.write;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.time.MonotonicClock;
import io.atoll.replication.view.Lease;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The saved writes of this edge that wait to be visible, by partition and offset. */
public final class WaitingWrites {
  private final MonotonicClock clock;
  private final Duration patience;
  private final Duration leaseLength;
  private final List<PartitionWrites> partitions;

  /**
   * @param patience how long a write waits
   * @param leaseLength how long other edges may serve what they have read before
   */
  public WaitingWrites(
      int partitions, MonotonicClock clock, Duration patience, Duration leaseLength) {
    this.clock = clock;
    this.patience = patience;
    this.leaseLength = leaseLength;
    List<PartitionWrites> all = new ArrayList<>(partitions);
    for (int i = 0; i < partitions; i++) {
      all.add(new PartitionWrites());
    }
    this.partitions = List.copyOf(all);
  }

  Future<WaitEnd> await(Position position) {
    return partitions.get(position.partition()).await(position, clock.nanos() + patience.toNanos());
  }

  /**
   * Takes the applier's message that everything before {@code next} is visible in this region.
   *
   * @param incarnation the log that it is about; null: the applier doesn't say
   * @param outcomes what the last operations came to, by offset
   */
  public void applied(
      int partition, @Nullable IncarnationId incarnation, long next, Map<Long, Verdict> outcomes) {
    partitions.get(partition).applied(incarnation, next, outcomes);
  }

  /** Takes a lease reply, which shows how far the view has come. */
  public void granted(int partition, Lease lease) {
    partitions
        .get(partition)
        .proven(
            lease.ownIncarnation(), lease.ownNextOffset(), clock.nanos() + leaseLength.toNanos());
  }

  /** Ends the waits that are over; to be called a few times within a lease length. */
  public void tick() {
    long now = clock.nanos();
    partitions.forEach(partition -> partition.tick(now));
  }

  public int size() {
    return partitions.stream().mapToInt(PartitionWrites::size).sum();
  }
}
