package io.atoll.replication.announce;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Outcome;
import java.util.List;

/**
 * How far one partition is visible on all of a region's edges.
 *
 * @param runId the Redis it is in
 * @param log the life of the region's own log that the verdicts' offsets are of
 * @param watermark everything before it is visible
 * @param sequence and so is every change of the partition up to this number
 * @param verdicts on the last of the own operations
 */
public record Visible(
    int partition,
    String runId,
    IncarnationId log,
    Watermark watermark,
    long sequence,
    List<Verdict> verdicts) {
  public Visible {
    verdicts = List.copyOf(verdicts);
  }

  /** Every own operation before this offset is visible. */
  public long next() {
    return watermark.next(log);
  }

  /**
   * What an operation came to.
   *
   * @param effective the timestamp it counts with
   */
  public record Verdict(long offset, Outcome outcome, HybridTimestamp effective) {}
}
