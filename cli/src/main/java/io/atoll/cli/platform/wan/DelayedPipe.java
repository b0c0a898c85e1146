package io.atoll.cli.platform.wan;

import io.atoll.core.time.MonotonicClock;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * One direction of a connection: what the source sends reaches the sink a delay later, in order,
 * also when the delay changes meanwhile; so does the end. What is under way is bounded: beyond it
 * the source is not read until the sink has taken some.
 *
 * <p>All of it happens on the event loop of both sockets.
 */
final class DelayedPipe {
  /** A link's worth of bytes under way: 100 Mbit/s at 170 ms there and back. */
  private static final int UNDER_WAY_MAX = 2 << 20;

  private record Chunk(Buffer bytes, long due) {}

  private final Vertx vertx;
  private final MonotonicClock clock;
  private final NetSocket source;
  private final NetSocket sink;
  private final Supplier<Duration> delay;
  private final LongAdder carried;
  private final Deque<Chunk> underWay = new ArrayDeque<>();
  private int bytesUnderWay;
  private long lastDue;
  private boolean ended;
  private boolean timerSet;

  /**
   * @param carried counts bytes
   * @param notBefore nothing arrives before this reading of the clock
   */
  DelayedPipe(
      Vertx vertx,
      MonotonicClock clock,
      NetSocket source,
      NetSocket sink,
      Supplier<Duration> delay,
      LongAdder carried,
      long notBefore) {
    this.vertx = vertx;
    this.clock = clock;
    this.source = source;
    this.sink = sink;
    this.delay = delay;
    this.carried = carried;
    this.lastDue = notBefore;
  }

  /** Begins to read the source, which must be paused. */
  void start() {
    source.handler(this::accept);
    source.closeHandler(closed -> {
      ended = true;
      lastDue = Math.max(lastDue, clock.nanos() + delay.get().toNanos());
      deliver();
    });
    sink.drainHandler(drained -> deliver());
    source.resume();
  }

  private void accept(Buffer bytes) {
    lastDue = Math.max(lastDue, clock.nanos() + delay.get().toNanos());
    underWay.add(new Chunk(bytes, lastDue));
    bytesUnderWay += bytes.length();
    carried.add(bytes.length());
    if (bytesUnderWay > UNDER_WAY_MAX) {
      source.pause();
    }
    deliver();
  }

  private void deliver() {
    long now = clock.nanos();
    for (Chunk head = underWay.peek();
        head != null && head.due() - now <= 0 && !sink.writeQueueFull();
        head = underWay.peek()) {
      underWay.remove();
      bytesUnderWay -= head.bytes().length();
      // A failed write is followed by the sink's close, which ends the other direction.
      sink.write(head.bytes());
    }
    if (!ended && bytesUnderWay <= UNDER_WAY_MAX / 2) {
      source.resume();
    }
    if (ended && underWay.isEmpty() && lastDue - now <= 0) {
      sink.close();
    } else {
      lookAgain(now);
    }
  }

  private void lookAgain(long now) {
    Chunk head = underWay.peek();
    boolean waitsForTime = head == null ? ended : head.due() - now > 0;
    if (waitsForTime && !timerSet) {
      timerSet = true;
      long due = head == null ? lastDue : head.due();
      long millis = Math.max(1, Math.ceilDiv(due - now, 1_000_000L));
      vertx.setTimer(
          millis,
          timer -> {
            timerSet = false;
            deliver();
          });
    }
  }
}
