package io.atoll.edge.write;

import io.atoll.core.time.MonotonicClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lets writes pass in groups: the next one gathers until as many wait as are on their way. Alone, a
 * write waits for nobody; among many, what a group costs at every step of the way (a question to
 * Redis, a request to the log, a turn of the applier, a message to each edge) is shared by all of
 * it, and while one group is at one step another is at the next. Safe for use by many threads.
 */
final class Gate {
  /**
   * For how long a group holds back others: longer than one takes where all is well, and short for
   * a client whose write waits behind a group that never comes through.
   */
  static final Duration HOLD_MAX = Duration.ofMillis(10);

  private final MonotonicClock clock;
  private List<Waiting<?>> waiting = new ArrayList<>();

  /** Those that hold back others, the oldest first. */
  private final Deque<Group> groups = new ArrayDeque<>();

  private int underWay;

  Gate(MonotonicClock clock) {
    this.clock = clock;
  }

  private record Waiting<T>(Supplier<Future<T>> work, Promise<T> promise) {
    void begin(Runnable ended) {
      work.get()
          .onComplete(result -> {
            ended.run();
            promise.handle(result);
          });
    }
  }

  /** Those that passed together, by how many of them are still on their way. */
  private static final class Group {
    final long openedNanos;
    int underWay;
    boolean holds = true;

    Group(long openedNanos, int size) {
      this.openedNanos = openedNanos;
      underWay = size;
    }
  }

  /**
   * Has work done when the gate opens.
   *
   * @param work must not throw
   */
  <T> Future<T> pass(Supplier<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    synchronized (this) {
      waiting.add(new Waiting<>(work, promise));
    }
    open();
    return promise.future();
  }

  /** Lets the next group pass if it may; also called from time to time, for one that is stuck. */
  void open() {
    List<Waiting<?>> next;
    Group group;
    synchronized (this) {
      if (waiting.isEmpty() || waiting.size() < underWay()) {
        return;
      }
      next = waiting;
      waiting = new ArrayList<>();
      group = new Group(clock.nanos(), next.size());
      groups.add(group);
      underWay += group.underWay;
    }
    next.forEach(one -> one.begin(() -> ended(group)));
  }

  /** How many writes are on their way and not stuck. */
  private int underWay() {
    Group oldest = groups.peek();
    while (oldest != null && isPast(oldest)) {
      underWay -= oldest.underWay;
      oldest.holds = false;
      groups.remove();
      oldest = groups.peek();
    }
    return underWay;
  }

  private boolean isPast(Group group) {
    return group.underWay == 0 || clock.nanos() - group.openedNanos >= HOLD_MAX.toNanos();
  }

  private void ended(Group group) {
    synchronized (this) {
      group.underWay--;
      underWay -= group.holds ? 1 : 0;
    }
    open();
  }
}
