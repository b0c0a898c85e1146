package io.atoll.replication.join;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorPositions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntBiFunction;

/** Where a region's mirrors stand once its state was taken from another region. */
final class FilledPositions {
  private FilledPositions() {}

  /**
   * For every life that the state covers, the position behind what it covers. Of the life that this
   * region's own log is in there is no mirror.
   *
   * @param partition of all of it
   * @param covered by the state
   * @param own the life that this region's log is in
   * @param mirrors the topic id of every mirror there is, by source
   * @param epochs gives the leader epoch under which the last operation that is covered of a life
   *     was written
   * @param known positions that are committed already, by source: where one is further on it stays
   */
  static List<MirrorPosition> of(
      int partition,
      Watermark covered,
      IncarnationId own,
      Map<RegionId, String> mirrors,
      ToIntBiFunction<IncarnationId, Long> epochs,
      Map<RegionId, MirrorPositions> known) {
    List<MirrorPosition> positions = new ArrayList<>();
    covered
        .nextOffsets()
        .forEach((life, next) -> {
          String mirror = mirrors.get(life.region());
          MirrorPosition at =
              known.getOrDefault(life.region(), MirrorPositions.NONE).of(partition, life);
          boolean isBehind = at == null || at.nextOffset() < next;
          if (mirror != null && !life.equals(own) && isBehind) {
            int epoch = epochs.applyAsInt(life, next);
            positions.add(new MirrorPosition(life, next, epoch, mirror));
          }
        });
    return positions;
  }
}
