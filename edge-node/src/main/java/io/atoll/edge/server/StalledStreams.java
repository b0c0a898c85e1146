package io.atoll.edge.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * The streams of one HTTP/2 connection on which an answer waits for its client to allow more (RFC
 * 9113 section 5.2). A client that allows nothing, however much else it says, loses them.
 */
final class StalledStreams {
  /** Since when a stream waits, and whether for room of its own, or else of the connection's. */
  private record Waiting(boolean forItself, long sinceNanos) {}

  private final Http2ConnectionHandler handler;
  private final ChannelHandlerContext context;
  private Map<Integer, Waiting> waiting = new HashMap<>();

  StalledStreams(Http2ConnectionHandler handler, ChannelHandlerContext context) {
    this.handler = handler;
    this.context = context;
  }

  /**
   * The client allows more on a stream.
   *
   * @param stream 0: on all of them together
   */
  void allowed(int stream) {
    if (!waiting.isEmpty()) {
      waiting
          .entrySet()
          .removeIf(entry -> entry.getValue().forItself ? entry.getKey() == stream : stream == 0);
    }
  }

  /**
   * Resets those on which nothing was allowed for so long.
   *
   * @param answered whether there is an answer on a stream
   * @return how many it were
   */
  int reset(IntPredicate answered, long nowNanos, Duration max) {
    Http2Connection connection = handler.connection();
    if (connection.numActiveStreams() == 0) {
      waiting = new HashMap<>();
      return 0;
    }
    Map<Integer, Waiting> still = new HashMap<>();
    List<Integer> stalled = new ArrayList<>();
    for (int stream : withoutRoom(connection, answered)) {
      boolean forItself = room(connection, stream) <= 0;
      Waiting before = waiting.get(stream);
      long since = before == null ? nowNanos : before.sinceNanos;
      if (nowNanos - since > max.toNanos()) {
        stalled.add(stream);
      } else {
        still.put(stream, new Waiting(forItself, since));
      }
    }
    waiting = still;
    long calm = Http2Error.ENHANCE_YOUR_CALM.code();
    for (int stream : stalled) {
      var _ = handler.resetStream(context, stream, calm, context.newPromise());
    }
    if (!stalled.isEmpty()) {
      context.flush();
    }
    return stalled.size();
  }

  private static List<Integer> withoutRoom(Http2Connection connection, IntPredicate answered) {
    Http2RemoteFlowController flow = connection.remote().flowController();
    boolean none = flow.windowSize(connection.connectionStream()) <= 0;
    List<Integer> found = new ArrayList<>();
    try {
      connection.forEachActiveStream(stream -> {
        // Without room Vert.x keeps what is written to itself, and only it knows of that.
        if ((none || flow.windowSize(stream) <= 0)
            && (flow.hasFlowControlled(stream) || answered.test(stream.id()))) {
          found.add(stream.id());
        }
        return true;
      });
    } catch (Http2Exception e) {
      throw new IllegalStateException("expected to look at streams only", e);
    }
    return found;
  }

  private static int room(Http2Connection connection, int stream) {
    return connection
        .remote()
        .flowController()
        .windowSize(Objects.requireNonNull(connection.stream(stream)));
  }
}
