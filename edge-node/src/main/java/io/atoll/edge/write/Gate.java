package io.atoll.edge.write;

import io.atoll.core.time.MonotonicClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lets writes pass in groups: while one group is on its way, the next one gathers. Alone, a write
 * waits for nobody; among many, what a group costs at every step of the way (a question to Redis, a
 * request to the log, a turn of the applier, a message to each edge) is shared by all of it. Safe
 * for use by many threads.
 */
final class Gate {
  /**
   * For how long a group holds back the next: longer than one takes where all is well, and short
   * for a client whose write waits behind a group that never comes through.
   */
  static final Duration HOLD_MAX = Duration.ofMillis(10);

  private final MonotonicClock clock;
  private List<Waiting<?>> waiting = new ArrayList<>();
  private Group current = new Group(0);
  private long openedNanos;

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
    int underWay;

    Group(int size) {
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
      if (waiting.isEmpty()
          || (current.underWay > 0 && clock.nanos() - openedNanos < HOLD_MAX.toNanos())) {
        return;
      }
      next = waiting;
      waiting = new ArrayList<>();
      group = new Group(next.size());
      current = group;
      openedNanos = clock.nanos();
    }
    next.forEach(one -> one.begin(() -> ended(group)));
  }

  private void ended(Group group) {
    boolean last;
    synchronized (this) {
      group.underWay--;
      last = group == current && group.underWay == 0;
    }
    if (last) {
      open();
    }
  }
}
