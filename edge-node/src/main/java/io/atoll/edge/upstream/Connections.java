package io.atoll.edge.upstream;

import io.atoll.edge.http.ResponseHead;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The connections of one event loop to one target. Used by that loop. */
final class Connections {
  /** How long one is kept that nobody uses. */
  static final long KEEP_ALIVE_NANOS = Duration.ofSeconds(30).toNanos();

  /** What browsers read as a stream of events (HTML standard, section 9.2). */
  private static final String EVENTS = "text/event-stream";

  /** The server of one is advised to send a comment every 15 s; a few may be lost. */
  private static final Duration EVENTS_SILENCE_MAX = Duration.ofSeconds(75);

  private final LoopConnections loop;
  private final Target target;
  private final Set<Connection> open = new LinkedHashSet<>();
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final Set<Call> waiting = new LinkedHashSet<>();
  private int beingOpened;

  Connections(LoopConnections loop, Target target) {
    this.loop = loop;
    this.target = target;
  }

  EventLoop eventLoop() {
    return loop.eventLoop();
  }

  RequestWriter writer() {
    return loop.writer();
  }

  long nanos() {
    return loop.upstream().nanos();
  }

  long tryMaxNanos() {
    return loop.upstream().config().tryMax().toNanos();
  }

  boolean isClosed() {
    return loop.isClosed();
  }

  /** A stream of events may be silent for longer than another answer. */
  long silenceMaxNanos(ResponseHead head) {
    String type = head.fields().first("content-type");
    boolean events = type != null && type.toLowerCase(Locale.ROOT).startsWith(EVENTS);
    return events ? Math.max(tryMaxNanos(), EVENTS_SILENCE_MAX.toNanos()) : tryMaxNanos();
  }

  /** Sends a request over a connection that is idle, or may be opened, or becomes free. */
  void run(Call call) {
    if (call.maySwitch()) {
      open(call);
      return;
    }
    Connection ready = idle.pollLast();
    if (ready != null) {
      ready.send(call);
      return;
    }
    switch (target.places().take(new Places.Waiter(this, call))) {
      case TAKEN -> connect(call);
      case WAITING -> {
        waiting.add(call);
        loop.upstream().wantsPlace(target);
      }
      case FULL -> loop.upstream().busy(call);
    }
  }

  /** With a place. */
  private void connect(Call call) {
    waiting.remove(call);
    if (call.isOver() || isClosed()) {
      leavePlace();
      return;
    }
    open(call);
  }

  /** Opens a connection for a request: one with a place, or one that is the request's alone. */
  private void open(Call call) {
    Connection made = new Connection(this, call.maySwitch());
    ChannelFuture connecting = loop.connect(target.address(), made);
    beingOpened++;
    var _ =
        connecting.addListener(_ -> {
          beingOpened--;
          if (!connecting.isSuccess()) {
            unreachable(call, connecting.cause());
          } else if (isClosed()) {
            var _ = connecting.channel().close();
            unreachable(call, new IllegalStateException("the edge stops"));
          } else {
            open.add(made);
            if (call.isOver()) {
              made.touch();
              free(made);
            } else {
              made.send(call);
            }
          }
        });
  }

  private void unreachable(Call call, @Nullable Throwable cause) {
    if (!call.maySwitch()) {
      leavePlace();
    }
    if (!call.isOver()) {
      Throwable why = cause == null ? new IllegalStateException("no connection") : cause;
      loop.upstream().unreachable(eventLoop(), call, why);
    }
  }

  private void leavePlace() {
    pass(target.places().free());
  }

  private static void pass(Places.@Nullable Waiter next) {
    if (next != null) {
      next.at().eventLoop().execute(() -> next.at().connect(next.call()));
    }
  }

  /** A connection may carry another request. */
  void free(Connection connection) {
    while (target.places().isWanted()) {
      Places.Waiter next = target.places().next(this);
      if (next == null) {
        break;
      }
      if (next.at() != this) {
        // Its place goes to another loop, which can't use the connection itself.
        open.remove(connection);
        connection.close();
        pass(next);
        return;
      }
      waiting.remove(next.call());
      if (!next.call().isOver()) {
        connection.send(next.call());
        return;
      }
    }
    connection.touch();
    idle.addLast(connection);
  }

  /** Somebody at another loop waits for a place: an idle one is given up. */
  void giveUpOne() {
    Connection oldest = target.places().isWanted() ? idle.pollFirst() : null;
    if (oldest != null) {
      oldest.close();
    }
  }

  void closed(Connection connection) {
    idle.remove(connection);
    if (open.remove(connection) && !connection.isAlone()) {
      leavePlace();
    }
  }

  void lost(Call call, Throwable cause) {
    loop.upstream().lost(eventLoop(), call, cause);
  }

  /** Gives up what waits for too long. */
  void sweep(long nowNanos) {
    for (Connection connection : List.copyOf(open)) {
      connection.sweep(nowNanos);
    }
    for (Call call : List.copyOf(waiting)) {
      if (nowNanos - call.deadlineNanos() > 0) {
        waiting.remove(call);
        target.places().leave(call);
        loop.upstream().waitedTooLong(call);
      }
    }
  }

  boolean isEmpty() {
    return open.isEmpty() && waiting.isEmpty() && beingOpened == 0;
  }

  void close() {
    for (Call call : List.copyOf(waiting)) {
      target.places().leave(call);
      loop.upstream().waitedTooLong(call);
    }
    waiting.clear();
    for (Connection connection : List.copyOf(open)) {
      connection.fail(new IllegalStateException("the edge stops"));
    }
  }
}
