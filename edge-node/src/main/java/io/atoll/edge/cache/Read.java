package io.atoll.edge.cache;

import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Cell;
import org.jspecify.annotations.Nullable;

/**
 * What a read found, and where.
 *
 * @param later the cell, if it holds what others are not shown yet; else null
 */
public record Read(Lookup lookup, @Nullable Cell later, Source source) {
  /** Where an answer came from. */
  public enum Source {
    /** Memory. */
    L1,
    /** Redis, and it is in memory now. */
    L2_STORED,
    /** Redis; it changed meanwhile, or shows more to some, and was not kept. */
    L2,
    /** Nowhere: it is known which keys there are, and this is none of them. */
    KNOWN_ABSENT,
    /** The load of another reader. */
    L2_COLLAPSED
  }

  /**
   * As a client sees it that has seen this timestamp: what it wrote where a clock is ahead, it
   * reads before others do.
   */
  public Lookup lookup(HybridTimestamp newest) {
    return later == null ? lookup : Lookup.of(later.at(newest.millis()), lookup.sighting());
  }

  Read from(Source other) {
    return new Read(lookup, later, other);
  }
}
