package io.atoll.edge.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * Has the clients of an event loop go elsewhere while everybody is still served: spread over the
 * time there is, because all at once they would come back at once, with a handshake each.
 */
final class Departure {
  private final Deque<Connection> toTell;
  private final int all;
  private final long beganNanos;
  private final long graceNanos;

  /**
   * @param connections open now; who comes later is told when the time is over
   */
  Departure(Collection<Connection> connections, long nowNanos, Duration grace) {
    toTell = new ArrayDeque<>(connections);
    all = toTell.size();
    beganNanos = nowNanos;
    graceNanos = grace.toNanos();
  }

  /** Those whose turn has come are to be told with their next answer. */
  void sweep(long nowNanos) {
    double due = Math.ceil((double) all * (nowNanos - beganNanos) / graceNanos);
    while (!toTell.isEmpty() && all - toTell.size() < due) {
      toTell.remove().leave();
    }
  }
}
