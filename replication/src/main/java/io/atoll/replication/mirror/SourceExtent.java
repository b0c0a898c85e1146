package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;

/**
 * What one partition of the source's log holds.
 *
 * @param incarnation which life of the log this is
 * @param startOffset its first record; what was before has been deleted by age
 * @param endOffset the offset its next record will have
 */
public record SourceExtent(IncarnationId incarnation, long startOffset, long endOffset) {
  public SourceExtent {
    if (startOffset < 0 || endOffset < startOffset) {
      throw new IllegalArgumentException(
          "offsets %d to %d of %s are not an ascending range from zero"
              .formatted(startOffset, endOffset, incarnation));
    }
  }
}
