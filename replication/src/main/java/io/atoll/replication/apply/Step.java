package io.atoll.replication.apply;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Applied;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.Outcome;
import io.atoll.replication.cell.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a batch of log entries does to a partition. Pure.
 *
 * @param watermark the partition's after the batch
 * @param cells those that changed
 * @param touched the cells of every key in the batch as they are after it: more than {@code cells}
 *     when entries came again
 * @param seen the keys that look different to readers
 * @param judged what each entry that was new came to, in order
 */
public record Step(
    Watermark watermark,
    Map<Key, Cell> cells,
    Map<Key, Cell> touched,
    Set<Key> seen,
    List<Judged> judged) {

  /**
   * Applies a batch.
   *
   * @param before everything before this watermark is in the cells
   * @param stored the cells of the batch's keys; a key without one was never written
   * @throws StopException if an entry is missing between the watermark and the batch
   */
  public static Step of(Watermark before, Map<Key, Cell> stored, List<LogEntry> batch) {
    Watermark watermark = before;
    Map<Key, Cell> now = new HashMap<>(stored);
    Map<Key, Cell> cells = new LinkedHashMap<>();
    Set<Key> seen = new LinkedHashSet<>();
    List<Judged> judged = new ArrayList<>();
    for (LogEntry entry : batch) {
      Position at = entry.at();
      if (watermark.covers(at)) {
        continue;
      }
      requireNoGap(watermark, at);
      watermark = watermark.advance(at.incarnation(), at.offset() + 1);
      Key key = entry.operation().key();
      Applied applied = Cell.apply(now.get(key), at, entry.operation());
      judged.add(new Judged(at, applied.outcome(), entry.operation().timestamp()));
      if (applied.outcome() != Outcome.DUPLICATE) {
        now.put(key, applied.cell());
        cells.put(key, applied.cell());
        if (applied.outcome() != Outcome.SUPERSEDED) {
          seen.add(key);
        }
      }
    }
    return new Step(watermark, cells, now, seen, judged);
  }

  private static void requireNoGap(Watermark watermark, Position at) {
    long next = watermark.next(at.incarnation());
    if (at.offset() > next) {
      throw new StopException(
          "operations %d to %d of %s, partition %d, are missing from this region's copy: the log was cut before they were copied, and another region that has them must give them"
              .formatted(next, at.offset() - 1, at.incarnation(), at.partition()));
    }
  }

  /** The latest effective timestamp of this incarnation's operations among the changed cells. */
  HybridTimestamp latest(IncarnationId own) {
    HybridTimestamp latest = HybridTimestamp.ZERO;
    for (Cell cell : cells.values()) {
      Progress progress = cell.origins().get(own);
      if (progress != null) {
        latest = HybridTimestamp.max(latest, progress.timestamp());
      }
    }
    return latest;
  }
}
