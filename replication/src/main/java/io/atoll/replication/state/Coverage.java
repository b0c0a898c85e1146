package io.atoll.replication.state;

import io.atoll.core.position.Watermark;
import io.atoll.replication.kafka.Topics;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a partition's state covers, and where to read on.
 *
 * @param watermark every operation before it is in the cells
 * @param nextOffsets per topic, the offset in this region's copy at which what is not covered
 *     begins; a topic that is not named is read from 0
 */
public record Coverage(Watermark watermark, SortedMap<String, Long> nextOffsets) {
  /** That of an empty state. */
  public static final Coverage NONE = new Coverage(Watermark.ZERO, Map.of());

  /** That of a region which began when no region had anything. */
  public static final Coverage BEGINNING = new Coverage(Watermark.ZERO, Map.of(Topics.LOG, 0L));

  public Coverage(Watermark watermark, Map<String, Long> nextOffsets) {
    this(watermark, new TreeMap<>(nextOffsets));
  }
}
