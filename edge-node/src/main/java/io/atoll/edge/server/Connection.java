package io.atoll.edge.server;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.tunnel.Tunnel;
import io.atoll.edge.tunnel.TunnelEnd;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: at most one request of it is under way in HTTP/1.1, several in HTTP/2.
 * Used on its event loop only.
 */
final class Connection {
  /** For a client to read its last answer. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final Channel channel;
  private final String scheme;
  private final boolean local;
  private final List<HttpExchange> underWay = new ArrayList<>(1);
  private @Nullable HttpConnection http;
  private @Nullable StrictRequestDecoder decoder;
  private long idleSinceNanos;
  private @Nullable StalledStreams streams;
  private final ChunkedRequests chunked = new ChunkedRequests();
  private final Stall stall = new Stall();
  private boolean leaving;
  private boolean closing;
  private int owed;

  Connection(Channel channel, String scheme, long nowNanos) {
    this.channel = channel;
    this.scheme = scheme;
    this.local =
        channel.remoteAddress() instanceof InetSocketAddress remote
            && remote.getAddress() != null
            && remote.getAddress().isLoopbackAddress();
    this.idleSinceNanos = nowNanos;
  }

  /** It is known what is spoken on it. */
  void opened(HttpConnection connection) {
    http = connection;
  }

  /** It is HTTP/1.1. */
  void decodedBy(StrictRequestDecoder strict) {
    decoder = strict;
  }

  /** It is HTTP/2. */
  void framedBy(StalledStreams perStream) {
    streams = perStream;
  }

  /** Sends 101 with these fields, and passes bytes both ways from then on. */
  Tunnel join(MultiMap fields, TunnelEnd upstream, Duration idleMax, ServerLoop loop) {
    StrictRequestDecoder strict = Objects.requireNonNull(decoder);
    ChannelPipeline pipeline = channel.pipeline();
    DefaultHttpHeaders head = new DefaultHttpHeaders();
    fields.forEach(line -> head.add(line.getKey(), line.getValue()));
    var _ =
        pipeline
            .context(QuickHandler.class)
            .writeAndFlush(
                new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.SWITCHING_PROTOCOLS,
                    Unpooled.EMPTY_BUFFER,
                    head,
                    EmptyHttpHeaders.INSTANCE));
    decoder = null;
    TunnelEnd client = TunnelEnd.inPlaceOf(strict, pipeline);
    return Tunnel.join(client, upstream, idleMax, loop::nanos);
  }

  /** {@code http} or {@code https}. */
  String scheme() {
    return scheme;
  }

  /** The client's, without its port. */
  String address() {
    return channel.remoteAddress() instanceof InetSocketAddress remote
            && remote.getAddress() != null
        ? remote.getAddress().getHostAddress()
        : "unknown";
  }

  /** Whether the client is on this machine. */
  boolean local() {
    return local;
  }

  /** Whether everything it asked for has been answered. */
  boolean isFree() {
    return owed == 0;
  }

  /** A request in HTTP/1.1 goes on to become an exchange. */
  void handedOn(HttpRequest request) {
    owed++;
    if (request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      chunked.came(request.headers());
    }
  }

  /** The request in HTTP/1.1 that came last ended with trailer fields. */
  void ended(FieldList trailers) {
    chunked.ended(trailers);
  }

  /** What is under way on a stream of HTTP/2, if anything. */
  @Nullable HttpExchange on(int stream) {
    for (HttpExchange exchange : underWay) {
      if (exchange.isOn(stream)) {
        return exchange;
      }
    }
    return null;
  }

  /** A request of it was answered at once. */
  void answered(long nowNanos) {
    idleSinceNanos = nowNanos;
  }

  void begin(HttpExchange exchange) {
    underWay.add(exchange);
    if (!exchange.isHttp2()) {
      chunked.begun(exchange, exchange.request().headers());
    }
  }

  void end(HttpExchange exchange, long nowNanos) {
    owed--;
    chunked.over(exchange);
    if (underWay.remove(exchange) && underWay.isEmpty()) {
      idleSinceNanos = nowNanos;
    }
    // One that it waits for is the last of those it has decoded.
    if (decoder != null && isFree()) {
      decoder.goOn();
    }
  }

  /**
   * Closes it if no complete head came in time, or if its client takes nothing of what waits for
   * it; ends its requests whose bodies did not come, and answers of which nothing may be sent.
   *
   * @return how many answers were cut off
   */
  int sweep(long nowNanos, ServerLimits limits) {
    if (stall.lasts(channel, nowNanos, limits.stallMax())) {
      cutOff();
      return 1;
    }
    if (stall.isWaiting()) {
      idleSinceNanos = nowNanos; // it is still taking its last answer
    }
    if (underWay.isEmpty()) {
      Duration max = closing ? LINGER : limits.idleMax();
      if (nowNanos - idleSinceNanos > max.toNanos()) {
        close();
      }
    } else {
      List.copyOf(underWay).forEach(exchange -> exchange.sweep(nowNanos, limits.bodyMax()));
    }
    return streams == null ? 0 : streams.reset(this::isAnswered, nowNanos, limits.stallMax());
  }

  private boolean isAnswered(int stream) {
    return underWay.stream().anyMatch(exchange -> exchange.isAnsweredOn(stream));
  }

  /** Forgets what was to be sent, in the system's buffers too. */
  private void cutOff() {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    // Not through handlers that would have everything sent first.
    var _ = channel.pipeline().firstContext().close();
  }

  /**
   * Closes it a moment after its last answer: closed at once, with something of its request on the
   * way, it would be reset, and the answer lost (RFC 9112 section 9.6).
   */
  void closeSoon(long nowNanos) {
    closing = true;
    idleSinceNanos = nowNanos;
  }

  /** Its next answer is to be its last one. */
  void leave() {
    leaving = true;
  }

  /** Whether an answer is to say that it is the last one, where HTTP/1.1 is spoken. */
  boolean isLeaving() {
    return leaving;
  }

  /** Whether its last answer has been given. */
  boolean isClosing() {
    return closing;
  }

  /** Sends at once what would be sent after what has come is read: it is about to be closed. */
  void flush() {
    channel.flush();
  }

  void close() {
    HttpConnection known = http;
    if (known == null) {
      var _ = channel.close();
    } else {
      known.close();
    }
  }
}
