package io.atoll.replication.simulation.data;

import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Mutation;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.Content;
import io.atoll.replication.cell.Counter;
import io.atoll.replication.cell.Document;
import io.atoll.replication.cell.Json;
import io.atoll.replication.cell.Member;
import io.atoll.replication.cell.Merged;
import io.atoll.replication.cell.Register;
import io.atoll.replication.cell.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a reader should find, worked out anew from the logs in the plainest way: no cells, no
 * tallies, no stamps of fields.
 */
final class Reference {
  private Reference() {}

  /** What a cell says to readers at a time; null: nothing. */
  static @Nullable Object read(@Nullable Cell cell, long nowMillis) {
    return switch (cell == null ? null : cell.value()) {
      case null -> null;
      case Document document -> document.read(nowMillis).orElse(null);
      case Counter counter -> counter.value();
      case Register register -> register.isPresent(nowMillis) ? (Object) register.content() : null;
      case Member member -> member.isListed() ? true : null;
      case Merged score -> Scores.of(score);
    };
  }

  /**
   * What readers should find.
   *
   * @param next per region, up to where its log is applied
   */
  static @Nullable Object expected(Subject subject, long[] next, long nowMillis) {
    return switch (subject.kind()) {
      case REGISTER -> register(last(subject, next), nowMillis);
      case COUNTER -> {
        Object sum = sum(subject, next);
        yield sum == null && isNew(subject, next) ? null : sum == null ? (Object) 0L : sum;
      }
      case SET -> isMember(subject, next) ? true : null;
      case DOCUMENT -> document(subject, next, nowMillis);
      case LEADERBOARD ->
          switch (Objects.requireNonNull(subject.named.policy())) {
            case LATEST -> latest(last(subject, next));
            case MAX -> max(subject, next);
            case SUM -> sum(subject, next);
          };
    };
  }

  private static void forEach(Subject subject, long[] next, Consumer<Entry> what) {
    for (int origin = 0; origin < next.length; origin++) {
      for (Entry entry : subject.entries.get(origin)) {
        if (entry.offset() >= next[origin]) {
          break;
        }
        if (entry.counts) {
          what.accept(entry);
        }
      }
    }
  }

  private static List<Entry> counting(Subject subject, long[] next, Predicate<Entry> which) {
    List<Entry> found = new ArrayList<>();
    forEach(
        subject,
        next,
        entry -> {
          if (which.test(entry)) {
            found.add(entry);
          }
        });
    return found;
  }

  private static boolean isNew(Subject subject, long[] next) {
    for (int origin = 0; origin < next.length; origin++) {
      List<Entry> entries = subject.entries.get(origin);
      if (!entries.isEmpty() && entries.getFirst().offset() < next[origin]) {
        return false;
      }
    }
    return true;
  }

  /** The one of the highest rank. */
  static @Nullable Entry last(Subject subject, long[] next) {
    Entry[] last = new Entry[1];
    forEach(
        subject,
        next,
        entry -> {
          if (last[0] == null || entry.outranks(last[0])) {
            last[0] = entry;
          }
        });
    return last[0];
  }

  private static @Nullable Object register(@Nullable Entry last, long nowMillis) {
    if (last == null || !(last.operation().mutation() instanceof Mutation.PutRegister put)) {
      return null;
    }
    Long deadline = put.deadlineMillis();
    return deadline == null || nowMillis < deadline
        ? new Content.Value(put.value(), put.contentType(), deadline)
        : null;
  }

  private static @Nullable Object latest(@Nullable Entry last) {
    return last != null && last.operation().mutation() instanceof Mutation.SubmitScore submit
        ? (Object) submit.score()
        : null;
  }

  /** By what was wished for, not by what became of it. */
  static boolean removes(Entry entry) {
    return entry.write.wish == Write.Wish.REMOVE;
  }

  /** Whether a removal had seen an addition: before it in its log, or applied when it was made. */
  static boolean sees(Entry removal, Entry addition) {
    return removal.origin == addition.origin
        ? addition.offset() < removal.offset()
        : addition.offset() < removal.seen[addition.origin];
  }

  /** Sums are taken away as they are read, without what is held for later. */
  static boolean isHidden(Entry removal, Entry addition) {
    return removal.subject.kind() != Kind.SET
        && removal.hidden.stream().anyMatch(held -> held.at().equals(addition.logged.at()));
  }

  private static List<Entry> left(Subject subject, long[] next) {
    List<Entry> removals = counting(subject, next, Reference::removes);
    return counting(subject, next, entry -> !removes(entry)).stream()
        .filter(addition ->
            removals.stream()
                .noneMatch(removal -> sees(removal, addition) && !isHidden(removal, addition)))
        .toList();
  }

  private static @Nullable Object sum(Subject subject, long[] next) {
    List<Entry> left = left(subject, next);
    if (left.isEmpty()) {
      return null;
    }
    long sum = 0;
    for (Entry entry : left) {
      sum +=
          switch (entry.operation().mutation()) {
            case Mutation.AddToCounter add -> add.delta();
            case Mutation.SubmitScore submit -> submit.score();
            default -> throw new IllegalStateException("does not add: " + entry);
          };
    }
    return sum;
  }

  private static boolean isMember(Subject subject, long[] next) {
    return !left(subject, next).isEmpty();
  }

  /** The highest of those whose writers had seen as many removals as anybody. */
  private static @Nullable Object max(Subject subject, long[] next) {
    long generation = 0;
    Long highest = null;
    for (Entry entry : counting(subject, next, _ -> true)) {
      if (entry.generation > generation) {
        generation = entry.generation;
        highest = null;
      }
      if (entry.generation == generation
          && entry.operation().mutation() instanceof Mutation.SubmitScore submit) {
        highest = highest == null ? submit.score() : Math.max(highest, submit.score());
      }
    }
    return highest;
  }

  /** Merge patches one after another in order of rank (RFC 7396), as if there was one place. */
  private static @Nullable Object document(Subject subject, long[] next, long nowMillis) {
    List<Entry> writes = counting(subject, next, _ -> true);
    writes.sort((one, other) -> one.outranks(other) ? 1 : -1);
    Json.Fields document = null;
    int whole = -1;
    Long deadline = null;
    for (int i = 0; i < writes.size(); i++) {
      switch (writes.get(i).operation().mutation()) {
        case Mutation.PutDocument put -> {
          whole = i;
          deadline = put.deadlineMillis();
        }
        case Mutation.RemoveDocument _ -> {
          whole = i;
          deadline = null;
        }
        default -> {}
      }
    }
    boolean over = deadline != null && nowMillis >= deadline;
    for (int i = Math.max(whole, 0); i < writes.size(); i++) {
      Entry write = writes.get(i);
      if (over && deadline != null && write.effective.millis() < deadline) {
        continue;
      }
      document =
          switch (write.operation().mutation()) {
            case Mutation.PutDocument put -> patched(null, Json.object(put.json()));
            case Mutation.PatchDocument patch -> patched(document, Json.object(patch.json()));
            case Mutation.RemoveDocument _ -> null;
            default -> throw new IllegalStateException("not for a document: " + write);
          };
    }
    return document;
  }

  private static Json.Fields patched(@Nullable Json target, Json.Fields patch) {
    SortedMap<String, Json> fields =
        target instanceof Json.Fields(var present) ? new TreeMap<>(present) : new TreeMap<>();
    patch
        .fields()
        .forEach((name, value) -> {
          switch (value) {
            case Json.Null() -> fields.remove(name);
            case Json.Fields object -> fields.put(name, patched(fields.get(name), object));
            case Json.Leaf leaf -> fields.put(name, leaf);
          }
        });
    return new Json.Fields(fields);
  }

  static Invariant invariant(Kind kind) {
    return switch (kind) {
      case REGISTER -> Invariant.REGISTERS;
      case COUNTER -> Invariant.COUNTERS;
      case SET -> Invariant.SETS;
      case LEADERBOARD -> Invariant.LEADERBOARDS;
      case DOCUMENT -> Invariant.DOCUMENTS;
    };
  }
}
