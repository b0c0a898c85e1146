package io.atoll.replication.mirror;

import io.atoll.core.region.RegionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a link is doing.
 *
 * @param source the region it mirrors
 * @param reason why it is in this state; while it runs, which partitions are halted; else empty
 * @param silentMillis how long ago the source was last heard; null: never by this replicator. What
 *     is said of its ends is that old
 * @param partitions in order; empty until the source was reached for the first time
 */
public record LinkStatus(
    RegionId source,
    LinkState state,
    String reason,
    @Nullable Long silentMillis,
    List<Partition> partitions) {
  /**
   * How far one partition has come.
   *
   * @param nextOffset the first offset that is not in the mirror
   * @param endOffset the source's end, as last heard
   * @param lagMillis 0 if the mirror has everything that the source is known to have; else how long
   *     ago it last did. Measured by this machine's monotonic clock, so other clocks don't matter
   * @param problem why it is halted while the others go on; empty: it isn't
   */
  public record Partition(
      int partition, long nextOffset, long endOffset, long lagMillis, String problem) {
    public long lagRecords() {
      return Math.max(0, endOffset - nextOffset);
    }
  }

  public LinkStatus {
    partitions = List.copyOf(partitions);
  }

  /** Whether anything is known of how far the mirror is behind. */
  public boolean isLagKnown() {
    return !partitions.isEmpty();
  }

  /** Records not mirrored yet, of all partitions. */
  public long lagRecords() {
    return partitions.stream().mapToLong(Partition::lagRecords).sum();
  }

  /** How many partitions somebody must look at. */
  public long halted() {
    return partitions.stream().filter(partition -> !partition.problem().isEmpty()).count();
  }

  /** The lag of the partition that lags most. */
  public long lagMillis() {
    return partitions.stream().mapToLong(Partition::lagMillis).max().orElse(0);
  }
}
