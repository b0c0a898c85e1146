package io.atoll.replication.simulation.data;

import io.atoll.core.operation.Condition;
import io.atoll.core.operation.Key;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.ScorePolicy;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Attempt;
import io.atoll.replication.cell.CellName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cell that clients write to, and all that the logs say about it. */
final class Subject {
  /** What is the same in every world. */
  record Named(
      CellName name,
      Kind kind,
      @Nullable ScorePolicy policy,
      @Nullable String member,
      int partition) {}

  static final List<Named> ALL = all();

  final Named named;
  final int index;

  /** Per origin, in log order, what is synced. */
  final List<List<Entry>> entries = new ArrayList<>();

  /** Per region after which own offset the last write stands that was acknowledged as visible. */
  final long[] visible;

  private final long[] lastCounted;
  private final HybridTimestamp[] lastEffective;
  private final List<Map<String, Entry>> attempts = new ArrayList<>();

  Subject(Named named, int index, int regions) {
    this.named = named;
    this.index = index;
    visible = new long[regions];
    lastCounted = new long[regions];
    Arrays.fill(lastCounted, Condition.NONE);
    lastEffective = new HybridTimestamp[regions];
    Arrays.fill(lastEffective, HybridTimestamp.ZERO);
    for (int i = 0; i < regions; i++) {
      entries.add(new ArrayList<>());
      attempts.add(new HashMap<>());
    }
  }

  private static List<Named> all() {
    List<Named> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(named("profiles", "p" + i, Kind.REGISTER, null, null));
      all.add(named("hits", "h" + i, Kind.COUNTER, null, null));
      all.add(named("tags", "t", Kind.SET, null, "m" + i));
    }
    for (int i = 0; i < 2; i++) {
      all.add(named("docs", "d" + i, Kind.DOCUMENT, null, null));
      all.add(named("latest", "b", Kind.LEADERBOARD, ScorePolicy.LATEST, "m" + i));
      all.add(named("max", "b", Kind.LEADERBOARD, ScorePolicy.MAX, "m" + i));
      all.add(named("sum", "b", Kind.LEADERBOARD, ScorePolicy.SUM, "m" + i));
    }
    return List.copyOf(all);
  }

  private static Named named(
      String namespace,
      String name,
      Kind kind,
      @Nullable ScorePolicy policy,
      @Nullable String member) {
    Key key = new Key(namespace, name);
    CellName cell = member == null ? CellName.of(key) : CellName.of(key, member);
    return new Named(cell, kind, policy, member, key.partition(World.PARTITIONS));
  }

  Kind kind() {
    return named.kind;
  }

  /** The next operation of its origin's log is there to stay: whether it counts follows now. */
  void synced(Entry entry) {
    int origin = entry.origin;
    entries.get(origin).add(entry);
    HybridTimestamp carried = entry.operation().timestamp();
    String attempt = entry.operation().idempotencyKey();
    Entry earlier = attempt == null ? null : attempts.get(origin).get(attempt);
    entry.repeats =
        earlier != null
            && carried.millis() - earlier.operation().timestamp().millis()
                <= Attempt.WINDOW.toMillis();
    Condition condition = entry.operation().condition();
    entry.counts =
        !entry.repeats && (condition == null || condition.lastOwnOffset() == lastCounted[origin]);
    if (entry.counts) {
      entry.effective = HybridTimestamp.max(carried, lastEffective[origin].next());
      lastEffective[origin] = entry.effective;
      lastCounted[origin] = entry.offset();
      entry.generation = generation(entry);
      if (attempt != null) {
        attempts.get(origin).put(attempt, entry);
      }
    } else {
      // Whoever is told of a repeat has seen what it repeats: the cell says how far it has come.
      entry.effective = lastEffective[origin];
    }
  }

  private long generation(Entry entry) {
    long generation = 0;
    for (List<Entry> ofOrigin : entries) {
      for (Entry earlier : ofOrigin) {
        if (earlier.counts
            && earlier.offset() < entry.seen[earlier.origin]
            && !Reference.isHidden(entry, earlier)) {
          generation = Math.max(generation, earlier.generation);
        }
      }
    }
    return Reference.removes(entry) ? generation + 1 : generation;
  }

  /** How far into an origin's log somebody must have come who has seen all before an offset. */
  long needed(int origin, long next) {
    List<Entry> ofOrigin = entries.get(origin);
    for (int i = ofOrigin.size() - 1; i >= 0; i--) {
      if (ofOrigin.get(i).offset() < next) {
        return ofOrigin.get(i).offset() + 1;
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return named.name.toString();
  }
}
