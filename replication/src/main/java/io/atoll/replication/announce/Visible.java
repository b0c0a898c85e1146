package io.atoll.replication.announce;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Outcome;
import java.util.List;

/**
 * How far a region's own operations of one partition are visible on all of its edges.
 *
 * @param log the life of the region's log that the offsets are of
 * @param next everything before this offset is visible
 * @param verdicts on the last of them
 */
public record Visible(int partition, IncarnationId log, long next, List<Verdict> verdicts) {
  public Visible {
    verdicts = List.copyOf(verdicts);
  }

  /**
   * What an operation came to.
   *
   * @param effective the timestamp it counts with
   */
  public record Verdict(long offset, Outcome outcome, HybridTimestamp effective) {}
}
