package io.atoll.replication.mirror.kafka;

import io.atoll.replication.mirror.MirrorPositions;
import java.util.SortedMap;

/**
 * Where a mirror is written. Of all targets of one mirror only the one opened last can commit; the
 * others find themselves fenced.
 */
interface MirrorTarget extends AutoCloseable {
  /**
   * What the target holds once nobody else can write it.
   *
   * @param life which life of the mirror's topic this is
   * @param partitions how many it has
   * @param positions as last committed
   * @param ends the end of each partition of the mirror
   */
  record Opened(
      String life, int partitions, MirrorPositions positions, SortedMap<Integer, Long> ends) {
    /** As it is after these positions were committed. */
    Opened with(MirrorPositions committed) {
      return new Opened(life, partitions, committed, ends);
    }
  }

  /** Takes the mirror over: fences other writers, ends what they left open, reads the positions. */
  Opened open();

  /**
   * Writes all of a batch or nothing. If this throws, either may have happened, and only a new
   * target can tell.
   *
   * @throws FencedException if another took the mirror over
   */
  void commit(MirrorBatch batch);

  @Override
  void close();
}
