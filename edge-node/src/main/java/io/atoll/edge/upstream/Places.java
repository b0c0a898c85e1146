package io.atoll.edge.upstream;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * How many connections to one target there may be, and who waits for one. A place belongs to a
 * connection as long as that is open, in use or not. Safe for use by many threads.
 */
final class Places {
  /** Requests that wait at one time, for each connection there may be. */
  static final int WAITING_PER_PLACE = 4;

  /** A call that waits, and whose connections it waits for. */
  record Waiter(Connections at, Call call) {}

  /** What somebody gets who asks for a place. */
  enum Answer {
    TAKEN,
    WAITING,
    FULL
  }

  private final int max;
  private final Queue<Waiter> waiting = new ArrayDeque<>();
  private int taken;
  private volatile boolean wanted;

  Places(int max) {
    this.max = max;
  }

  synchronized Answer take(Waiter waiter) {
    if (taken < max) {
      taken++;
      return Answer.TAKEN;
    }
    if (waiting.size() >= max * WAITING_PER_PLACE) {
      return Answer.FULL;
    }
    waiting.add(waiter);
    wanted = true;
    return Answer.WAITING;
  }

  /** Whether anybody waits. */
  boolean isWanted() {
    return wanted;
  }

  /** A place is free: it passes to whom this returns, if to anybody. */
  synchronized @Nullable Waiter free() {
    Waiter next = waiting.poll();
    wanted = !waiting.isEmpty();
    if (next == null) {
      taken--;
    }
    return next;
  }

  /**
   * Who gets a place whose connection may be used again: rather one who can use that, or null if
   * nobody waits.
   */
  synchronized @Nullable Waiter next(Connections rather) {
    Waiter chosen = null;
    for (Iterator<Waiter> all = waiting.iterator(); chosen == null && all.hasNext(); ) {
      Waiter one = all.next();
      if (one.at() == rather) {
        chosen = one;
        all.remove();
      }
    }
    if (chosen == null) {
      chosen = waiting.poll();
    }
    wanted = !waiting.isEmpty();
    return chosen;
  }

  /** Nobody waits for this call any more. */
  synchronized void leave(Call call) {
    waiting.removeIf(waiter -> waiter.call() == call);
    wanted = !waiting.isEmpty();
  }

  synchronized int taken() {
    return taken;
  }
}
