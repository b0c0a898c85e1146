package io.atoll.replication.changes;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import java.util.List;

/**
 * What a region has applied.
 *
 * @param own the life that this region's log is in
 * @param watermarks by partition, from 0
 */
public record Applied(IncarnationId own, List<Watermark> watermarks) {
  public Applied {
    watermarks = List.copyOf(watermarks);
  }

  /** The position of a feed that begins now. */
  public FeedPosition position() {
    return new FeedPosition(watermarks);
  }
}
