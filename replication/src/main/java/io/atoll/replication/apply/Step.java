package io.atoll.replication.apply;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Applied;
import io.atoll.replication.cell.Attempt;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Loss;
import io.atoll.replication.cell.Outcome;
import io.atoll.replication.cell.Part;
import io.atoll.replication.cell.Progress;
import io.atoll.replication.cell.Scores;
import io.atoll.replication.conflict.Conflict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of log entries does to a partition. Pure.
 *
 * @param watermark the partition's after the batch
 * @param cells those that changed
 * @param relisted those of them that appear in lists and rankings differently than before
 * @param touched the cells of the batch as they are after it: more than {@code cells} when entries
 *     came again
 * @param seen the keys that look different to readers of the whole, and those of which a cell is
 *     new: edges that know which keys have none must hear of it
 * @param judged what each entry that was new came to, in order
 * @param conflicts the concurrent writes that lost
 */
public record Step(
    Watermark watermark,
    Map<CellName, Cell> cells,
    Map<CellName, Cell> relisted,
    Map<CellName, Cell> touched,
    Set<Key> seen,
    List<Judged> judged,
    List<Conflict> conflicts) {

  /** The cells that a batch needs. */
  public static Set<CellName> names(List<LogEntry> batch) {
    Set<CellName> names = new LinkedHashSet<>();
    for (LogEntry entry : batch) {
      names.add(CellName.of(entry.operation()));
      CellName attempt = CellName.attempt(entry.at().incarnation(), entry.operation());
      if (attempt != null) {
        names.add(attempt);
      }
    }
    return names;
  }

  /**
   * Applies a batch.
   *
   * @param own the life that this region's log is in: its operations are never held
   * @param nowMillis this region's wall clock
   * @param before everything before this watermark is in the cells
   * @param stored the cells of {@link #names}; one without a value was never written
   * @throws StopException if an entry is missing between the watermark and the batch
   */
  public static Step of(
      IncarnationId own,
      long nowMillis,
      Watermark before,
      Map<CellName, Cell> stored,
      List<LogEntry> batch) {
    Applying applying = new Applying(own, nowMillis, before, stored);
    batch.forEach(applying::take);
    return applying.step();
  }

  /**
   * Lets go of what is held and due, where no operation comes that would.
   *
   * @param watermark stays as it is
   * @param stored the cells to look at
   */
  public static Step settling(
      IncarnationId own, long nowMillis, Watermark watermark, Map<CellName, Cell> stored) {
    Applying applying = new Applying(own, nowMillis, watermark, stored);
    stored.forEach(applying::settle);
    return applying.step();
  }

  /**
   * The latest effective timestamp of this incarnation's operations among the changed cells, as far
   * as the region's clock may learn from it: a session that comes from a region far ahead stamps
   * its own writes ahead, and nobody else's.
   */
  HybridTimestamp latest(IncarnationId own, long nowMillis) {
    HybridTimestamp latest = HybridTimestamp.ZERO;
    for (Cell cell : cells.values()) {
      Progress progress = cell.origins().get(own);
      if (progress != null
          && progress.timestamp().millis() <= nowMillis + Cell.SKEW_MAX.toMillis()) {
        latest = HybridTimestamp.max(latest, progress.timestamp());
      }
    }
    return latest;
  }

  /** A step while it is made. */
  private static final class Applying {
    private final IncarnationId own;
    private final long nowMillis;
    private final Map<CellName, Cell> stored;
    private final Map<CellName, Cell> now;
    private final Map<CellName, Cell> cells = new LinkedHashMap<>();
    private final Set<Key> seen = new LinkedHashSet<>();
    private final List<Judged> judged = new ArrayList<>();
    private final List<Conflict> conflicts = new ArrayList<>();

    /** As in a watermark: per origin the first offset that is not applied. */
    private final Map<IncarnationId, Long> next;

    Applying(IncarnationId own, long nowMillis, Watermark before, Map<CellName, Cell> stored) {
      this.own = own;
      this.nowMillis = nowMillis;
      this.stored = stored;
      this.now = new HashMap<>(stored);
      this.next = new HashMap<>(before.nextOffsets());
    }

    void take(LogEntry entry) {
      Position at = entry.at();
      long expected = next.getOrDefault(at.incarnation(), 0L);
      if (at.offset() < expected) {
        return;
      }
      requireNoGap(expected, at);
      next.put(at.incarnation(), at.offset() + 1);
      Operation operation = entry.operation();
      CellName name = CellName.of(operation);
      CellName attempt = CellName.attempt(at.incarnation(), operation);
      boolean isFirst = now.get(name) == null;
      Cell before = settled(name, now.get(name));
      Applied applied =
          attempt != null && Attempt.isRepeat(now.get(attempt), at, operation)
              ? Cell.repeat(before, at, operation)
              : Cell.apply(before, at, operation, untilMillis(at));
      judged.add(new Judged(at, applied.outcome(), operation.timestamp(), effective(applied, at)));
      if (applied.outcome() == Outcome.DUPLICATE) {
        return;
      }
      change(name, applied.cell());
      boolean isWhole = name.part() instanceof Part.Whole;
      if (isFirst
          || (isWhole && (applied.outcome().isSeen() || !applied.cell().held().isEmpty()))) {
        seen.add(name.key());
      }
      if (attempt != null && counted(applied.outcome())) {
        change(attempt, Attempt.noted(now.get(attempt), at, operation));
      }
      lost(name.key(), applied);
    }

    void settle(CellName name, Cell before) {
      Cell after = settled(name, before);
      if (after != null && !after.held().equals(before.held())) {
        change(name, after);
        if (name.part() instanceof Part.Whole) {
          seen.add(name.key());
        }
      }
    }

    private void lost(Key key, Applied applied) {
      applied.losses().forEach(loss -> conflicts.add(conflict(key, loss)));
    }

    /** What was held and is due shows from here on without anybody having to ask. */
    private @Nullable Cell settled(CellName name, @Nullable Cell cell) {
      if (cell == null) {
        return null;
      }
      Applied settled = cell.settle(nowMillis + Cell.SKEW_MAX.toMillis());
      lost(name.key(), settled);
      return settled.cell();
    }

    private long untilMillis(Position at) {
      return at.incarnation().equals(own) ? Long.MAX_VALUE : nowMillis + Cell.SKEW_MAX.toMillis();
    }

    private static boolean counted(Outcome outcome) {
      return outcome != Outcome.REPEATED && outcome != Outcome.VOID;
    }

    private static HybridTimestamp effective(Applied applied, Position at) {
      Progress progress = applied.cell().origins().get(at.incarnation());
      return progress == null ? HybridTimestamp.ZERO : progress.timestamp();
    }

    private void change(CellName name, Cell cell) {
      now.put(name, cell);
      cells.put(name, cell);
    }

    private Conflict conflict(Key key, Loss loss) {
      boolean skewed = loss.winnerTimestamp().millis() > nowMillis + Cell.SKEW_MAX.toMillis();
      return new Conflict(
          key, loss, skewed ? Conflict.Reason.SKEWED : Conflict.Reason.CONCURRENT, nowMillis);
    }

    private static void requireNoGap(long expected, Position at) {
      if (at.offset() > expected) {
        throw new StopException(
            "operations %d to %d of %s, partition %d, are missing from this region's copy: the log was cut before they were copied, and another region that has them must give them"
                .formatted(expected, at.offset() - 1, at.incarnation(), at.partition()));
      }
    }

    Step step() {
      Map<CellName, Cell> relisted = new LinkedHashMap<>();
      cells.forEach((name, cell) -> {
        if (isRelisted(stored.get(name), cell)) {
          relisted.put(name, cell);
        }
      });
      return new Step(new Watermark(next), cells, relisted, now, seen, judged, conflicts);
    }

    private static boolean isRelisted(@Nullable Cell before, Cell after) {
      return before == null
          || before.value().isListed() != after.value().isListed()
          || !before.held().equals(after.held())
          || after.value() instanceof Attempt
          || !Objects.equals(Scores.of(before.value()), Scores.of(after.value()));
    }
  }
}
