package io.atoll.edge.cache;

import io.atoll.core.position.Watermark;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Readers of one partition that wait until it has reached what they have seen elsewhere. Safe for
 * use by many threads; promises complete outside the lock.
 */
public final class Reaching {
  /** More than that at one time are sent away at once: a region that is behind must not fill up. */
  static final int WAITING_MAX = 4_096;

  private record Waiting(Watermark wanted, long deadlineNanos, Promise<Boolean> promise) {}

  private final List<Waiting> waiting = new ArrayList<>();

  /** Completes with whether it was reached by the deadline. */
  public Future<Boolean> await(Watermark wanted, long deadlineNanos) {
    synchronized (waiting) {
      if (waiting.size() >= WAITING_MAX) {
        return Future.succeededFuture(false);
      }
      Waiting one = new Waiting(wanted, deadlineNanos, Promise.promise());
      waiting.add(one);
      return one.promise.future();
    }
  }

  /** Ends the waits that are over. */
  public void look(Predicate<Watermark> reached, long nowNanos) {
    List<Runnable> completions = new ArrayList<>();
    synchronized (waiting) {
      for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
        Waiting one = each.next();
        boolean arrived = reached.test(one.wanted);
        if (arrived || nowNanos - one.deadlineNanos >= 0) {
          each.remove();
          completions.add(() -> one.promise.complete(arrived));
        }
      }
    }
    completions.forEach(Runnable::run);
  }

  int size() {
    synchronized (waiting) {
      return waiting.size();
    }
  }
}
