package io.atoll.edge.write;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One partition's saved writes that wait to be visible, by offset in one incarnation of the
 * region's log. Three things end a wait:
 *
 * <ul>
 *   <li>the applier's message that everything before an offset is visible, usually with what the
 *       write came to;
 *   <li>if that message is lost: a lease reply that shows the write applied, one lease length
 *       later, when no edge can serve anything older any more;
 *   <li>the deadline: the write is saved and not yet visible.
 * </ul>
 *
 * The message may overtake the log's own confirmation, so the last outcomes are kept for writes
 * that are yet to be registered. Safe for use by many threads; promises complete outside the lock.
 */
final class PartitionWrites {
  /** The log's confirmation is at most a few milliseconds behind the applier's message. */
  private static final int OUTCOMES_MAX = 4096;

  /** A reply that shows the view at an offset comes several times in a lease length. */
  private static final int PROOFS_MAX = 16;

  private record Waiting(Promise<WaitEnd> promise, long deadlineNanos) {}

  /** From {@code dueNanos} on, everything before {@code next} is visible. */
  private record Proof(long next, long dueNanos) {}

  private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
  private final ArrayDeque<Proof> proofs = new ArrayDeque<>();
  private final Map<Long, Verdict> outcomes = new LinkedHashMap<>();
  private @Nullable IncarnationId incarnation;
  private long visibleNext;

  /**
   * Registers a saved write.
   *
   * @return how its wait ends: by the deadline at the latest
   */
  Future<WaitEnd> await(Position position, long deadlineNanos) {
    Promise<WaitEnd> promise = Promise.promise();
    List<Waiting> orphans = List.of();
    synchronized (this) {
      if (!position.incarnation().equals(incarnation)) {
        orphans = restart(position.incarnation());
      }
      if (position.offset() < visibleNext) {
        promise.complete(new WaitEnd.Visible(outcomes.get(position.offset())));
      } else {
        waiting.put(position.offset(), new Waiting(promise, deadlineNanos));
      }
    }
    orphans.forEach(PartitionWrites::giveUp);
    return promise.future();
  }

  /**
   * Everything before {@code next} is visible.
   *
   * @param of the log that the offsets are of; null: the applier doesn't say, and they are taken
   *     for those of the log that was last heard of
   * @param known what the last operations came to
   */
  void applied(@Nullable IncarnationId of, long next, Map<Long, Verdict> known) {
    List<Runnable> completions;
    synchronized (this) {
      if (!follows(of)) {
        return;
      }
      outcomes.putAll(known);
      Iterator<Long> oldest = outcomes.keySet().iterator();
      for (int excess = outcomes.size() - OUTCOMES_MAX; excess > 0; excess--) {
        oldest.next();
        oldest.remove();
      }
      completions = visible(next);
    }
    completions.forEach(Runnable::run);
  }

  /** The view has everything before {@code next}; from {@code dueNanos} on so does every edge. */
  synchronized void proven(IncarnationId of, long next, long dueNanos) {
    if (!follows(of) || waiting.isEmpty() || waiting.firstKey() >= next) {
      return;
    }
    Proof last = proofs.peekLast();
    if (proofs.size() < PROOFS_MAX && (last == null || last.next < next)) {
      proofs.add(new Proof(next, dueNanos));
    }
  }

  void tick(long nowNanos) {
    List<Runnable> completions = new ArrayList<>();
    synchronized (this) {
      Proof proof = proofs.peekFirst();
      while (proof != null && nowNanos - proof.dueNanos >= 0) {
        completions.addAll(visible(proof.next));
        proof = proofs.peekFirst();
      }
      // Deadlines ascend with the offsets but for the time the log took: a few milliseconds.
      Map.Entry<Long, Waiting> first = waiting.firstEntry();
      while (first != null && nowNanos - first.getValue().deadlineNanos >= 0) {
        Waiting expired = first.getValue();
        completions.add(() -> giveUp(expired));
        waiting.remove(first.getKey());
        first = waiting.firstEntry();
      }
    }
    completions.forEach(Runnable::run);
  }

  synchronized int size() {
    return waiting.size();
  }

  private List<Runnable> visible(long next) {
    visibleNext = Math.max(visibleNext, next);
    proofs.removeIf(proof -> proof.next <= visibleNext);
    List<Runnable> completions = new ArrayList<>();
    Map<Long, Waiting> done = waiting.headMap(visibleNext);
    done.forEach((offset, write) -> {
      WaitEnd end = new WaitEnd.Visible(outcomes.get(offset));
      completions.add(() -> write.promise.complete(end));
    });
    done.clear();
    return completions;
  }

  /** Whether news of this log are heard; those of another only while nothing waits for this one. */
  private boolean follows(@Nullable IncarnationId of) {
    if (of == null) {
      return incarnation != null;
    }
    if (!of.equals(incarnation) && waiting.isEmpty()) {
      restart(of);
    }
    return of.equals(incarnation);
  }

  /** Starts with another log, and returns what waited for the former. */
  private List<Waiting> restart(IncarnationId with) {
    List<Waiting> orphans = List.copyOf(waiting.values());
    waiting.clear();
    proofs.clear();
    outcomes.clear();
    visibleNext = 0;
    incarnation = with;
    return orphans;
  }

  private static void giveUp(Waiting write) {
    write.promise.complete(new WaitEnd.TimedOut());
  }
}
