package io.atoll.replication.simulation.data;

import io.atoll.core.operation.Condition;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Mutation;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.apply.Judged;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.Content;
import io.atoll.replication.cell.Outcome;
import io.atoll.replication.cell.Register;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at what happens as it happens; knows all logs and what every session has seen. */
final class Checks {
  private record Precondition(Subject subject, int origin, Condition condition) {}

  private record Attempted(Subject subject, int origin, String key) {}

  private final World world;
  private final Map<Position, Outcome> judged = new HashMap<>();
  private final Map<Precondition, Position> counted = new HashMap<>();
  private final Map<Attempted, Entry> once = new HashMap<>();

  private final Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);

  /** What clients were told is done or saved. */
  final List<Entry> acknowledged = new ArrayList<>();

  Checks(World world) {
    this.world = world;
  }

  void acknowledged(Entry entry, boolean visible) {
    acknowledged.add(entry);
    if (visible) {
      long[] seen = entry.subject.visible;
      seen[entry.origin] = Math.max(seen[entry.origin], entry.offset() + 1);
    }
  }

  /** The highest rank of what a session has seen of a subject. */
  Entry.Past past(Subject subject, long[] read, long[] wrote) {
    Entry byReading = Reference.last(subject, read);
    Entry byWriting = Reference.last(subject, wrote);
    boolean own = byReading == null || (byWriting != null && !byReading.outranks(byWriting));
    Entry highest = own ? byWriting : byReading;
    return highest == null
        ? Entry.Past.NONE
        : new Entry.Past(highest.effective.packed(), highest.origin, own);
  }

  /** A removal must have been made where everything was applied that its session had seen. */
  void sent(Entry entry, long[] read, long[] wrote) {
    if (!entry.write.looksFirst() || entry.subject.kind() == Kind.REGISTER) {
      return;
    }
    for (int origin = 0; origin < read.length; origin++) {
      long known = entry.subject.needed(origin, Math.max(read[origin], wrote[origin]));
      if (origin != entry.origin && entry.seen[origin] < known) {
        throw new Broken(
            Invariant.WRITES_FOLLOW_READS,
            "%s has not seen operation %d of region %d".formatted(entry, known - 1, origin));
      }
    }
  }

  void comesAfterItsPast(Entry entry) {
    Kind kind = entry.subject.kind();
    if ((kind == Kind.REGISTER || kind == Kind.DOCUMENT)
        && entry.past.origin() >= 0
        && !entry.outranks(entry.past.packed(), entry.past.origin())) {
      throw new Broken(
          entry.past.own() ? Invariant.MONOTONIC_WRITES : Invariant.WRITES_FOLLOW_READS,
          "%s counts before %s".formatted(entry, entry.past));
    }
  }

  /** Whether a region that answers has what it must. */
  void answered(int region, Subject subject, long[] next, long[] read, long[] wrote) {
    if (next[region] < subject.visible[region]) {
      throw new Broken(
          Invariant.REGIONAL,
          "region %d answers for %s as of %d, but operation %d was acknowledged as visible"
              .formatted(region, subject, next[region], subject.visible[region] - 1));
    }
    for (int origin = 0; origin < next.length; origin++) {
      requireSeen(Invariant.READ_YOUR_WRITES, subject, origin, next[origin], wrote[origin]);
      requireSeen(Invariant.MONOTONIC_READS, subject, origin, next[origin], read[origin]);
    }
  }

  private static void requireSeen(
      Invariant invariant, Subject subject, int origin, long next, long seen) {
    if (next < seen && next < subject.needed(origin, seen)) {
      throw new Broken(
          invariant,
          "operations of region %d on %s are seen up to %d, but were up to %d"
              .formatted(origin, subject, next, seen));
    }
  }

  /** Whether what is read is what the logs say. */
  void read(
      int region,
      Subject subject,
      @Nullable Cell cell,
      long[] next,
      long nowMillis,
      long untilMillis) {
    if (cell != null && cell.value() instanceof Register register) {
      notEarly(region, register, cell, untilMillis);
    }
    Object found = Reference.read(cell, nowMillis);
    if (found instanceof Content.Value value && cell != null) {
      notBack(subject, cell, value, nowMillis);
    }
    if (isAhead(region, subject, next, Math.max(nowMillis, untilMillis))) {
      // Whether it shows depends on when it came.
      return;
    }
    Object expected = Reference.expected(subject, next, nowMillis);
    if (!Objects.equals(found, expected)) {
      throw new Broken(
          Reference.invariant(subject.kind()),
          "%s is read as %s in region %d, but its logs say %s"
              .formatted(subject, found, region, expected));
    }
  }

  private static boolean isAhead(int region, Subject subject, long[] next, long millis) {
    for (int origin = 0; origin < next.length; origin++) {
      if (origin != region) {
        List<Entry> entries = subject.entries.get(origin);
        for (int i = entries.size() - 1; i >= 0; i--) {
          if (entries.get(i).offset() < next[origin]
              && entries.get(i).effective.millis() > millis) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private void notEarly(int region, Register register, Cell cell, long untilMillis) {
    Position winner = register.winner();
    long latest =
        Math.max(untilMillis, world.region(region).wallMillisMax()) + Cell.SKEW_MAX.toMillis();
    if (winner != null
        && !winner.incarnation().equals(world.region(region).incarnation)
        && register.timestamp().millis() > latest
        && cell.held().size() < HELD_MAX) {
      throw new Broken(
          Invariant.NOT_EARLY, "%s shows in region %d before %d".formatted(cell, region, latest));
    }
  }

  /** As many as a cell keeps. */
  private static final int HELD_MAX = 16;

  private void notBack(Subject subject, Cell cell, Content.Value value, long nowMillis) {
    Entry winner = world.at(cell.winner());
    if (winner.operation().mutation() instanceof Mutation.PutRegister put) {
      Long deadline = put.deadlineMillis();
      if (deadline != null && nowMillis >= deadline) {
        throw new Broken(
            Invariant.NOT_BACK,
            "%s is read as %s at %d, but ended at %d"
                .formatted(subject, value, nowMillis, deadline));
      }
    }
    for (List<Entry> ofOrigin : subject.entries) {
      for (Entry entry : ofOrigin) {
        if (entry.counts
            && Reference.removes(entry)
            && entry.offset() < cell.seen().next(entry.logged.at().incarnation())
            && entry != winner
            && Reference.sees(entry, winner)
            && cell.held().isEmpty()) {
          throw new Broken(
              Invariant.NOT_BACK, "%s is read as %s after %s".formatted(subject, value, entry));
        }
      }
    }
  }

  /** All that operations ever came to. */
  Set<Outcome> outcomes() {
    return outcomes;
  }

  void clock(Region region, HybridTimestamp clock) {
    if (clock.millis() > region.wallMillisMax() + Cell.SKEW_MAX.toMillis()) {
      throw new Broken(
          Invariant.CLOCKS, "that of %s is at %s".formatted(region.incarnation.region(), clock));
    }
  }

  void judged(Judged one) {
    Outcome outcome = one.outcome();
    outcomes.add(outcome);
    if (outcome == Outcome.DUPLICATE) {
      return;
    }
    Outcome plain =
        outcome == Outcome.VOID || outcome == Outcome.REPEATED ? outcome : Outcome.REPLACED;
    Outcome elsewhere = judged.putIfAbsent(one.at(), plain);
    if (elsewhere != null && elsewhere != plain) {
      throw new Broken(
          Invariant.ALIKE, "%s is %s here and %s elsewhere".formatted(one.at(), plain, elsewhere));
    }
    if (elsewhere == null && plain == Outcome.REPLACED) {
      counts(world.at(one.at()));
    }
  }

  private void counts(Entry entry) {
    Condition condition = entry.operation().condition();
    if (entry.write.condition != null) {
      Position other =
          counted.putIfAbsent(
              new Precondition(
                  entry.subject,
                  entry.origin,
                  condition == null ? entry.write.condition : condition),
              entry.logged.at());
      if (other != null && !other.equals(entry.logged.at())) {
        throw new Broken(
            Invariant.CONDITIONAL, "%s counts, and so does %s".formatted(entry, other));
      }
    }
    String attempt = entry.operation().idempotencyKey();
    if (attempt != null) {
      Entry earlier = once.put(new Attempted(entry.subject, entry.origin, attempt), entry);
      if (earlier != null && entry.repeats) {
        throw new Broken(Invariant.ONCE, "%s counts, and so did %s".formatted(entry, earlier));
      }
    }
  }
}
