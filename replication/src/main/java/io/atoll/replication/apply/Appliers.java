package io.atoll.replication.apply;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.WallClock;
import io.atoll.replication.apply.ApplierStatus.State;
import io.atoll.replication.conflict.ConflictLedger;
import io.atoll.replication.redis.RedisLink;
import io.atoll.replication.redis.RedisViewWriter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/** The appliers of all of a region's partitions. */
public final class Appliers {
  private final List<Applier> appliers;
  private final ConflictLedger conflicts;
  private final LogReader reader;
  private final LinkLags lags;

  /**
   * Appliers of all partitions, which do nothing until {@link #start}.
   *
   * @param redis the region's Redis
   * @param bootstrap {@code host:port} of the region's Kafka
   * @param own the life that this region's log is in
   * @param sources the regions whose logs are mirrored here
   * @param recentBytesMax of cells that all of them remember for their next change
   */
  public Appliers(
      Vertx vertx,
      RedisLink redis,
      String bootstrap,
      IncarnationId own,
      int partitions,
      List<RegionId> sources,
      long recentBytesMax,
      MeterRegistry meters,
      WallClock wall) {
    ApplierMetrics metrics = new ApplierMetrics(meters, wall);
    lags = metrics.lags();
    conflicts = new ConflictLedger(bootstrap);
    reader = new LogReader(bootstrap, sources);
    Courier courier = new Courier(vertx, System::nanoTime);
    appliers =
        IntStream.range(0, partitions)
            .mapToObj(partition ->
                new Applier(
                    new ApplierConfig(own, partition, bootstrap, recentBytesMax / partitions),
                    new RedisViewWriter(redis, partition),
                    reader,
                    vertx,
                    courier,
                    metrics,
                    conflicts,
                    wall))
            .toList();
  }

  /** Begins with a partition; may be called again after {@link #stop}. */
  public void start(int partition) {
    appliers.get(partition).start();
  }

  /** How these partitions' are doing. */
  public List<ApplierStatus> statuses(Collection<Integer> partitions) {
    return partitions.stream().map(appliers::get).map(Applier::status).toList();
  }

  /**
   * How long it took lately until other regions' operations of this partition were visible here, by
   * the region they are of.
   */
  public SortedMap<RegionId, RecentLag.Summary> recentLag(int partition) {
    return lags.recent(partition);
  }

  /** Whether edges are served from all of these partitions. */
  public boolean areRunning(Collection<Integer> partitions) {
    return statuses(partitions).stream().allMatch(status -> status.state() == State.RUNNING);
  }

  /** Empties a partition in Redis and fills it from the state and the logs, soon. */
  public void reload(int partition) {
    appliers.get(partition).reload();
  }

  /** Asks all to note the ends that the logs have now; see {@link #notedEndsReached}. */
  public void noteEnds() {
    appliers.forEach(Applier::noteEnds);
  }

  /**
   * Whether these partitions' are past the ends they noted last, at {@link #noteEnds} or at their
   * beginning.
   */
  public boolean notedEndsReached(Collection<Integer> partitions) {
    return partitions.stream().map(appliers::get).allMatch(Applier::notedEndsReached);
  }

  /** Ends a partition's; blocks until it has. */
  public void stop(int partition) {
    appliers.get(partition).stop();
  }

  /** Gives back what all share, once every one has ended. */
  public void close() {
    reader.close();
    conflicts.close();
  }
}
