package io.atoll.replication.changes;

import io.atoll.core.position.Watermark;
import java.util.List;

/**
 * Where a feed goes on: per partition what has been told of every log.
 *
 * @param told by partition, from 0
 */
public record FeedPosition(List<Watermark> told) {
  public FeedPosition {
    told = List.copyOf(told);
    if (told.isEmpty()) {
      throw new IllegalArgumentException("a feed's position is of at least one partition");
    }
  }

  public int partitions() {
    return told.size();
  }
}
