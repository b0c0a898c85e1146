package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Operations that another region's mirror of a source has, this region's has not, and the source
 * itself can't give: it is out of reach, has deleted them, or lives another life.
 *
 * @param from the first of them
 * @param to the offset after the last
 */
public record MissingRange(int partition, IncarnationId incarnation, long from, long to) {
  public MissingRange {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException(
          "offsets %d to %d of %s are not an ascending range from zero"
              .formatted(from, to, incarnation));
    }
  }

  /**
   * What to take from a peer.
   *
   * @param ours how far this region's mirror has come
   * @param theirs how far the peer's has come
   * @param source what the source's partitions hold; empty: it can't be reached
   */
  public static List<MissingRange> of(
      MirrorPositions ours, MirrorPositions theirs, Map<Integer, SourceExtent> source) {
    List<MissingRange> missing = new ArrayList<>();
    theirs
        .byPartition()
        .forEach((partition, lives) ->
            lives.forEach((life, their) -> {
              MirrorPosition our = ours.of(partition, life);
              long next = our == null ? 0 : our.nextOffset();
              if (their.nextOffset() > next && !canGive(source.get(partition), life, next)) {
                missing.add(new MissingRange(partition, life, next, their.nextOffset()));
              }
            }));
    return missing;
  }

  /** Whether the source itself has what comes next. */
  private static boolean canGive(@Nullable SourceExtent source, IncarnationId life, long next) {
    return source != null && source.incarnation().equals(life) && source.startOffset() <= next;
  }
}
