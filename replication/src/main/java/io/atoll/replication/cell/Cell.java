package io.atoll.replication.cell;

import io.atoll.core.operation.Condition;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a key, or a member of a set or leaderboard, is in the view: the merged value, and what
 * merging needs.
 *
 * <p>An operation's <em>effective</em> timestamp is the one it carries, or the one after its
 * origin's last effective timestamp on this cell if that is later: so within one origin log order
 * rules whatever the clocks of its edges, and since it depends on nothing but that origin's log,
 * every applier computes the same one. Appliers that have seen the same operations, each origin's
 * in log order, hold equal cells however the origins were interleaved; but for {@code held}, which
 * depends on when they came.
 *
 * @param timestamp the highest effective timestamp seen on this cell
 * @param origins per origin how far its log has come here
 * @param held operations whose time has not come, the earliest first; readers take a cell as it is
 *     {@linkplain #at at} their time
 */
public record Cell(
    Merged value,
    HybridTimestamp timestamp,
    SortedMap<IncarnationId, Progress> origins,
    List<Held> held) {
  /**
   * How far ahead of an applier's clock another region's write may be and still show at once. Wider
   * than clocks differ that anybody looks after.
   */
  public static final Duration SKEW_MAX = Duration.ofSeconds(30);

  /** Held operations of one cell; the earliest is let go when another comes. */
  static final int HELD_MAX = 16;

  public Cell(
      Merged value,
      HybridTimestamp timestamp,
      Map<IncarnationId, Progress> origins,
      List<Held> held) {
    this(value, timestamp, new TreeMap<>(origins), held);
  }

  public Cell {
    origins = Collections.unmodifiableSortedMap(new TreeMap<>(origins));
    held = List.copyOf(held);
  }

  /** A register's cell in which nothing is held. */
  public static Cell register(
      Content content,
      Position winner,
      HybridTimestamp timestamp,
      Map<IncarnationId, Progress> origins) {
    if (!origins.containsKey(winner.incarnation())) {
      throw new IllegalArgumentException(
          "expected the winner's origin %s among %s"
              .formatted(winner.incarnation(), origins.keySet()));
    }
    return new Cell(new Register(content, winner, timestamp), timestamp, origins, List.of());
  }

  /** Applies an operation whenever it is from. */
  public static Applied apply(@Nullable Cell before, Position at, Operation operation) {
    return apply(before, at, operation, Long.MAX_VALUE);
  }

  /**
   * Applies an operation. Operations of one origin must come in log order; one that comes again is
   * recognised by its offset and changes nothing.
   *
   * @param before null: there is no cell yet
   * @param untilMillis one with a later timestamp is held
   */
  public static Applied apply(
      @Nullable Cell before, Position at, Operation operation, long untilMillis) {
    Cell cell = before == null ? none(operation) : before;
    Progress progress = cell.origins.get(at.incarnation());
    if (progress != null && at.offset() <= progress.offset()) {
      return new Applied(cell, Outcome.DUPLICATE);
    }
    if (!holds(operation.condition(), progress)) {
      return new Applied(cell.passed(at, progress), Outcome.VOID);
    }
    HybridTimestamp effective =
        progress == null
            ? operation.timestamp()
            : HybridTimestamp.max(operation.timestamp(), progress.timestamp().next());
    return cell.take(at, operation, effective, progress, untilMillis);
  }

  /** Notes an operation of which an earlier attempt counted. */
  public static Applied repeat(@Nullable Cell before, Position at, Operation operation) {
    Cell cell = before == null ? none(operation) : before;
    Progress progress = cell.origins.get(at.incarnation());
    return progress != null && at.offset() <= progress.offset()
        ? new Applied(cell, Outcome.DUPLICATE)
        : new Applied(cell.passed(at, progress), Outcome.REPEATED);
  }

  private static Cell none(Operation first) {
    return new Cell(Merged.before(first.mutation()), HybridTimestamp.ZERO, Map.of(), List.of());
  }

  private static boolean holds(@Nullable Condition condition, @Nullable Progress progress) {
    return condition == null
        || condition.lastOwnOffset()
            == (progress == null ? Condition.NONE : progress.changeOffset());
  }

  /** This cell with an operation noted that changes nothing. */
  private Cell passed(Position at, @Nullable Progress progress) {
    Progress noted =
        progress == null
            ? new Progress(HybridTimestamp.ZERO, at.offset(), Condition.NONE, Watermark.ZERO)
            : new Progress(
                progress.timestamp(), at.offset(), progress.changeOffset(), progress.context());
    return new Cell(value, timestamp, with(at, noted), held);
  }

  private Applied take(
      Position at,
      Operation operation,
      HybridTimestamp effective,
      @Nullable Progress progress,
      long untilMillis) {
    Watermark seen = progress == null ? Watermark.ZERO : progress.context();
    SortedMap<IncarnationId, Progress> now =
        with(
            at, new Progress(effective, at.offset(), at.offset(), seen.merge(operation.context())));
    HybridTimestamp latest = HybridTimestamp.max(timestamp, effective);
    if (effective.millis() > untilMillis) {
      List<Held> more = new ArrayList<>(held);
      more.add(new Held(at, effective, operation));
      more.sort(Comparator.comparing(Held::effective));
      Cell cell = new Cell(value, latest, now, more);
      return more.size() > HELD_MAX ? cell.letGo(1) : new Applied(cell, Outcome.HELD);
    }
    Merged.Merge merge = value.merge(new Incoming(at, effective, operation, origins));
    return new Applied(new Cell(merge.value(), latest, now, held), merge.outcome(), merge.losses());
  }

  private SortedMap<IncarnationId, Progress> with(Position at, Progress progress) {
    SortedMap<IncarnationId, Progress> now = new TreeMap<>(origins);
    now.put(at.incarnation(), progress);
    return now;
  }

  /** This cell at a wall time: operations whose time has come by then are no longer held. */
  public Cell at(long untilMillis) {
    return settle(untilMillis).cell();
  }

  /** As {@link #at}, with the concurrent writes that lost to, or among, what was held. */
  public Applied settle(long untilMillis) {
    int due = 0;
    while (due < held.size() && held.get(due).effective().millis() <= untilMillis) {
      due++;
    }
    return letGo(due);
  }

  /** Merges the first of the operations that are held. */
  private Applied letGo(int count) {
    if (count == 0) {
      return new Applied(this, Outcome.HELD);
    }
    Merged now = value;
    List<Loss> losses = new ArrayList<>();
    for (Held one : held.subList(0, count)) {
      Merged.Merge merge =
          now.merge(new Incoming(one.at(), one.effective(), one.operation(), origins));
      now = merge.value();
      losses.addAll(merge.losses());
    }
    return new Applied(
        new Cell(now, timestamp, origins, held.subList(count, held.size())), Outcome.HELD, losses);
  }

  /** A register's content; fails on another kind of cell. */
  public Content content() {
    return register().content();
  }

  /** Where a register's winning operation stands; fails on another kind of cell. */
  public Position winner() {
    Position winner = register().winner();
    if (winner == null) {
      throw new IllegalStateException("expected a register that was written, but it was not");
    }
    return winner;
  }

  private Register register() {
    if (value instanceof Register register) {
      return register;
    }
    throw new IllegalStateException("expected a register, but it is a " + value);
  }

  /**
   * What a reader of a register sees at this wall time: the value, unless it was removed or its
   * deadline passed.
   */
  public Optional<Content.Value> readable(long millis) {
    return content() instanceof Content.Value found && found.isAliveAt(millis)
        ? Optional.of(found)
        : Optional.empty();
  }

  /** What this cell has seen of every origin: the context of what is written on top of it. */
  public Watermark seen() {
    Map<IncarnationId, Long> next = new TreeMap<>();
    origins.forEach((incarnation, progress) -> next.put(incarnation, progress.offset() + 1));
    return new Watermark(next);
  }
}
