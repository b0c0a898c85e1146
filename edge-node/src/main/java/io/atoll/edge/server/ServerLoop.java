package io.atoll.edge.server;

import io.atoll.core.time.MonotonicClock;
import io.atoll.runtime.net.HostPort;
import io.atoll.runtime.problem.Problem;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.http.impl.Http2ServerConnection;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop's share of the server: its connections and their requests. */
final class ServerLoop extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(ServerLoop.class);

  /** How late a connection or a body may be found to be too slow. */
  private static final long SWEEP_MILLIS = 500;

  /** Requests of one HTTP/2 connection at a time; RFC 9113 section 6.5.2 advises no fewer. */
  private static final int STREAMS_MAX = 100;

  /**
   * Streams that a client may begin and reset in a period: who does it more often wants work done
   * for nothing (CVE-2023-44487).
   */
  private static final int RESETS_MAX = 200;

  private static final Duration RESETS_PERIOD = Duration.ofSeconds(30);

  private final HostPort listen;
  private final EdgeServer.@Nullable Tls tls;
  private final ServerLimits limits;
  private final HeadBounds bounds;
  private final CharSequence region;
  private final HttpDate date;
  private final MonotonicClock clock;
  private final ServerMetrics metrics;
  private final Addresses addresses;
  private final AccessNotes notes;
  private final Consumer<HttpExchange> handler;
  private final QuickAnswers quick;
  private final Map<Channel, Connection> connections = new HashMap<>();
  private @Nullable Listener listener;
  private @Nullable Listener tlsListener;
  private int underWay;
  private @Nullable Departure departure;
  private @Nullable Promise<Void> drained;

  ServerLoop(
      HostPort listen,
      EdgeServer.@Nullable Tls tls,
      ServerLimits limits,
      CharSequence region,
      HttpDate date,
      MonotonicClock clock,
      ServerMetrics metrics,
      Addresses addresses,
      AccessNotes notes,
      QuickAnswers quick,
      Consumer<HttpExchange> handler) {
    this.listen = listen;
    this.tls = tls;
    this.limits = limits;
    bounds = new HeadBounds(limits);
    this.region = region;
    this.date = date;
    this.clock = clock;
    this.metrics = metrics;
    this.addresses = addresses;
    this.notes = notes;
    this.quick = quick;
    this.handler = handler;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(SWEEP_MILLIS, _ -> sweep());
    Listener clear = new Listener(vertx, options(listen, -1), null, events("http"));
    listener = clear;
    if (tls == null) {
      return clear.listen();
    }
    Listener encrypted =
        new Listener(vertx, options(tls.listen(), -2), tls.certificates(), events("https"));
    tlsListener = encrypted;
    return clear.listen().compose(_ -> encrypted.listen());
  }

  /**
   * @param shared loops that share a port of the system's choice name it by one negative number
   */
  private HttpServerOptions options(HostPort listen, int shared) {
    return new HttpServerOptions()
        .setHost(listen.host())
        .setPort(listen.port() == 0 ? shared : listen.port())
        .setMaxInitialLineLength(limits.requestLineBytesMax())
        .setMaxHeaderSize(limits.headerBytesMax())
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(STREAMS_MAX)
                .setMaxHeaderListSize(limits.headerBytesMax() + limits.requestLineBytesMax()))
        .setHttp2RstFloodMaxRstFramePerWindow(RESETS_MAX)
        .setHttp2RstFloodWindowDuration((int) RESETS_PERIOD.toSeconds())
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
        .setTcpNoDelay(true)
        // No WebSocket ends here. What would prepare for one counts requests against answers, does
        // not see those that are given early, and would close the connection after 128 of them.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  int port() {
    Listener running = listener;
    return running == null ? listen.port() : running.port();
  }

  int tlsPort() {
    Listener running = tlsListener;
    return running == null ? 0 : running.port();
  }

  private Listener.Events events(String scheme) {
    return new Listener.Events() {
      @Override
      public boolean admits(Channel channel) {
        return admit(channel, scheme);
      }

      @Override
      public void opened(HttpConnection connection) {
        ServerLoop.this.opened(connection);
      }

      @Override
      public void received(HttpServerRequest request) {
        ServerLoop.this.received(request);
      }

      @Override
      public void malformed(HttpServerRequest request) {
        ServerLoop.this.malformed(request);
      }
    };
  }

  private boolean admit(Channel channel, String scheme) {
    if (metrics.connections() >= limits.connectionsMax() || draining()) {
      metrics.refused();
      return false;
    }
    InetAddress address =
        channel.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
    if (address != null && !addresses.opened(address)) {
      metrics.refused();
      return false;
    }
    metrics.opened();
    connections.put(channel, new Connection(channel, scheme, clock.nanos()));
    var _ =
        channel
            .closeFuture()
            .addListener(_ -> {
              connections.remove(channel);
              metrics.closed();
              if (address != null) {
                addresses.closed(address);
              }
            });
    return true;
  }

  private @Nullable Connection of(HttpConnection connection) {
    return connections.get(((ConnectionBase) connection).channel());
  }

  private void opened(HttpConnection connection) {
    Connection client = of(connection);
    if (client == null) {
      connection.close();
      return;
    }
    client.opened(connection);
    switch (connection) {
      case Http1xServerConnection http1 -> prepare(client, http1);
      case Http2ServerConnection http2 -> prepare(client, http2);
      default ->
          throw new IllegalStateException("expected a connection of Vert.x, but " + connection);
    }
  }

  private void prepare(Connection client, Http2ServerConnection connection) {
    Http2ConnectionHandler handler =
        (Http2ConnectionHandler) connection.channelHandlerContext().handler();
    Http2FrameListener vertx = handler.decoder().frameListener();
    StalledStreams stalled = new StalledStreams(handler, connection.channelHandlerContext());
    client.framedBy(stalled);
    handler.decoder().frameListener(new QuickFrames(vertx, client, this, quick, handler, stalled));
  }

  private void prepare(Connection client, Http1xServerConnection connection) {
    ChannelHandlerContext vertx = connection.channelHandlerContext();
    StrictRequestDecoder decoder = new StrictRequestDecoder(options(listen, -1));
    vertx.pipeline().replace(VertxHttpRequestDecoder.class, "strict", decoder);
    client.decodedBy(decoder);
    ChannelHandlerContext encoder = vertx.pipeline().context(HttpResponseEncoder.class);
    if (encoder != null) {
      vertx
          .pipeline()
          .addBefore(vertx.name(), "quick", new QuickHandler(client, this, quick, encoder));
    }
  }

  private void received(HttpServerRequest request) {
    HttpExchange exchange = begin(request);
    if (exchange == null) {
      return;
    }
    Problem tooMuch = bounds.exceededBy(request);
    if (tooMuch != null) {
      exchange.problemAndClose(tooMuch);
      return;
    }
    try {
      handler.accept(exchange);
    } catch (RuntimeException e) {
      failed(exchange, e);
    }
  }

  private void malformed(HttpServerRequest request) {
    HttpExchange exchange = begin(request);
    if (exchange != null) {
      exchange.problemAndClose(bounds.refusal(request.decoderResult().cause()));
    }
  }

  private @Nullable HttpExchange begin(HttpServerRequest request) {
    Connection connection = of(request.connection());
    if (connection == null) {
      return null; // refused when it opened, being closed
    }
    Context context = vertx.getOrCreateContext();
    underWay++;
    HttpExchange exchange = new HttpExchange(request, connection, this, context);
    connection.begin(exchange);
    return exchange;
  }

  /** Answers what nobody expected to fail. */
  void failed(HttpExchange exchange, RuntimeException e) {
    log.atError()
        .addKeyValue("method", exchange.method())
        .addKeyValue("path", exchange.path())
        .setCause(e)
        .log("request failed");
    if (!exchange.answered()) {
      exchange.problemAndClose(CommonProblems.internal("call"));
    }
  }

  CharSequence date() {
    return date.now();
  }

  CharSequence region() {
    return region;
  }

  long nanos() {
    return clock.nanos();
  }

  void count(HttpMethod method, int status) {
    metrics.answered(method, status);
  }

  /** Takes bytes for a large answer, if there is room for it. */
  boolean beginLarge(long bytes) {
    return metrics.beginLarge(bytes, limits.answerBytesMax());
  }

  void endLarge(long bytes) {
    metrics.endLarge(bytes);
  }

  AccessNotes notes() {
    return notes;
  }

  boolean draining() {
    return drained != null;
  }

  void over() {
    underWay--;
    Promise<Void> waiting = drained;
    if (waiting != null && underWay == 0) {
      waiting.tryComplete();
    }
  }

  private void sweep() {
    long now = clock.nanos();
    if (departure != null) {
      departure.sweep(now);
    }
    for (Connection connection : List.copyOf(connections.values())) {
      metrics.stalled(connection.sweep(now, limits));
    }
  }

  /** Has clients go elsewhere by the end of the grace; safe for use by another thread. */
  void leave() {
    context.runOnContext(
        _ -> departure = new Departure(connections.values(), clock.nanos(), limits.grace()));
  }

  /** Finishes what is under way, up to the deadline, then closes every connection. */
  @Override
  public Future<?> stop() {
    Promise<Void> waiting = Promise.promise();
    drained = waiting;
    Future<Void> closed = Future.join(shutdown(listener), shutdown(tlsListener)).mapEmpty();
    if (underWay == 0) {
      waiting.tryComplete();
    }
    vertx.setTimer(limits.drainMax().toMillis(), _ -> waiting.tryComplete());
    return waiting
        .future()
        .onComplete(_ -> List.copyOf(connections.values()).forEach(Connection::close))
        .compose(_ -> closed);
  }

  private Future<Void> shutdown(@Nullable Listener running) {
    return running == null ? Future.succeededFuture() : running.shutdown(limits.drainMax());
  }

  /** Where it listens: known after the start. */
  SocketAddress address() {
    return SocketAddress.inetSocketAddress(port(), listen.host());
  }
}
