package io.atoll.edge.invalidate;

import io.atoll.edge.cache.Standing;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.invalidate.Purges.Verdict;
import io.atoll.edge.invalidate.Scope.Prefix;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which purges came before which answers that other edges of the region asked for. A purge is the
 * change of a key, so its partition has given it a number; an answer carries the numbers its edge
 * had come to as it asked. The answer came after the purge if its edge had come that far. No clock
 * says anything about it.
 *
 * <p>Purges of a partition that this edge can't know of (it is new, or lost touch, or forgot them)
 * make stale what was asked for before them. Safe for use by many threads.
 */
final class PurgeOrder {
  /**
   * Which purges of a partition are known here.
   *
   * @param run the Redis that counts; null: not known
   * @param from all of them after this number
   * @param reached before a gap, all of them up to this number; {@link Long#MAX_VALUE}: no gap
   * @param gapEnd the number up to which the gap goes
   */
  private record Known(@Nullable String run, long from, long reached, long gapEnd) {
    static final Known NOTHING = new Known(null, 0, 0, 0);

    boolean isWhole() {
      return reached == Long.MAX_VALUE;
    }
  }

  /** The number of a change of a partition. */
  private record Mark(int partition, long sequence) {
    static final Mark NONE = new Mark(-1, 0);

    boolean isPassed(Standing by) {
      return partition < 0 || (partition < by.partitions() && sequence <= by.sequence(partition));
    }
  }

  /** The last purges of one scope. */
  private record Marks(Mark soft, Mark hard, long counted) {
    static final Marks NONE = new Marks(Mark.NONE, Mark.NONE, 0);

    boolean isOf(int partition) {
      return soft.partition == partition || hard.partition == partition;
    }

    Verdict of(Standing asked) {
      if (!hard.isPassed(asked)) {
        return Verdict.GONE;
      }
      return soft.isPassed(asked) ? Verdict.GOOD : Verdict.STALE;
    }
  }

  /** What a lease tells of the purges before it. */
  enum Missed {
    /** Nothing new. */
    AS_BEFORE,
    /** No purge was in the gap. */
    NONE,
    /** One may have been. */
    SOME
  }

  private final int countMax;
  private final Map<Integer, Known> known = new HashMap<>();
  private final Map<Scope, Marks> marks = new HashMap<>();
  private List<Prefix> prefixes = List.of();
  private long counted;

  PurgeOrder(int countMax) {
    this.countMax = countMax;
  }

  /** How many are known. */
  synchronized int count() {
    return marks.size();
  }

  /** A purge was the partition's change of this number. */
  synchronized void purged(int partition, long sequence, Purge purge) {
    Mark mark = new Mark(partition, sequence);
    Marks last = marks.getOrDefault(purge.scope(), Marks.NONE);
    counted++;
    marks.put(
        purge.scope(),
        purge.hard()
            ? new Marks(last.soft, later(last.hard, mark), counted)
            : new Marks(later(last.soft, mark), last.hard, counted));
    if (marks.size() > countMax) {
      forgetOldest();
    }
    prefixes = Scope.prefixes(marks.keySet());
  }

  /** One scope's hard purges are one key, and so of one partition; its soft ones too. */
  private static Mark later(Mark one, Mark other) {
    return one.sequence >= other.sequence ? one : other;
  }

  private void forgetOldest() {
    marks.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> entry.getValue().counted))
        .limit(countMax / 2)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(scope -> {
          Marks forgotten = marks.getOrDefault(scope, Marks.NONE);
          marks.remove(scope);
          forget(forgotten.soft);
          forget(forgotten.hard);
        });
  }

  private void forget(Mark mark) {
    known.computeIfPresent(
        mark.partition,
        (_, now) -> new Known(now.run, Math.max(now.from, mark.sequence), now.reached, now.gapEnd));
  }

  /** See {@link io.atoll.edge.cache.DropListener#droppedAll}. */
  synchronized void missed(int partition, long reached, long from) {
    known.compute(
        partition,
        (_, now) -> {
          Known last = now == null ? Known.NOTHING : now;
          return new Known(last.run, last.from, Math.min(last.reached, reached), from);
        });
  }

  /**
   * A lease was granted on the partition.
   *
   * @param sequence the number of its last change then
   * @param purged the number of the last change that may have been a purge
   */
  synchronized Missed granted(int partition, String run, long sequence, long purged) {
    Known last = known.getOrDefault(partition, Known.NOTHING);
    boolean sameRun = run.equals(last.run);
    if ((sameRun && last.isWhole()) || sequence < last.gapEnd) {
      return Missed.AS_BEFORE; // nothing, or this grant was overtaken by what is missing
    }
    if (!sameRun) {
      // Numbers of another Redis say nothing.
      marks.values().removeIf(of -> of.isOf(partition));
      prefixes = Scope.prefixes(marks.keySet());
    }
    boolean noneMissed = sameRun && purged <= last.reached;
    long from = noneMissed ? last.from : Math.min(purged, last.gapEnd);
    known.put(partition, new Known(run, from, Long.MAX_VALUE, 0));
    return noneMissed ? Missed.NONE : Missed.SOME;
  }

  /**
   * Holds an answer of the region's store against everything purged.
   *
   * @param asked how far its edge had come as it asked the upstream
   */
  synchronized Verdict verdict(PageKey key, Set<String> tags, Standing asked) {
    Verdict worst = isComplete(asked) ? Verdict.GOOD : Verdict.STALE;
    for (Scope scope : Scope.of(key, tags, prefixes)) {
      worst = worst.or(marks.getOrDefault(scope, Marks.NONE).of(asked));
    }
    return worst;
  }

  /** Whether no partition has a gap. */
  synchronized boolean isWhole() {
    return known.values().stream().allMatch(Known::isWhole);
  }

  /** Whether every purge after it is known here. */
  private boolean isComplete(Standing asked) {
    for (int partition = 0; partition < asked.partitions(); partition++) {
      Known of = known.getOrDefault(partition, Known.NOTHING);
      boolean complete =
          asked.run().equals(of.run) && of.isWhole() && of.from <= asked.sequence(partition);
      if (!complete) {
        return false;
      }
    }
    return true;
  }
}
