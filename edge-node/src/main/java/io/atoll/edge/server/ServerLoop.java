package io.atoll.edge.server;

import io.atoll.core.time.MonotonicClock;
import io.atoll.runtime.net.HostPort;
import io.atoll.runtime.problem.Problem;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.SocketAddress;
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

  private final HostPort listen;
  private final ServerLimits limits;
  private final CharSequence region;
  private final HttpDate date;
  private final MonotonicClock clock;
  private final ServerMetrics metrics;
  private final Consumer<HttpExchange> handler;
  private final QuickAnswers quick;
  private final Map<HttpConnection, Connection> connections = new HashMap<>();
  private @Nullable HttpServer server;
  private int underWay;
  private @Nullable Promise<Void> drained;

  ServerLoop(
      HostPort listen,
      ServerLimits limits,
      CharSequence region,
      HttpDate date,
      MonotonicClock clock,
      ServerMetrics metrics,
      QuickAnswers quick,
      Consumer<HttpExchange> handler) {
    this.listen = listen;
    this.limits = limits;
    this.region = region;
    this.date = date;
    this.clock = clock;
    this.metrics = metrics;
    this.quick = quick;
    this.handler = handler;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(SWEEP_MILLIS, _ -> sweep());
    return vertx
        .createHttpServer(options())
        .connectionHandler(this::opened)
        .requestHandler(this::received)
        .invalidRequestHandler(this::malformed)
        .exceptionHandler(e -> log.atDebug().setCause(e).log("connection failed"))
        .listen()
        .onSuccess(started -> server = started);
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(listen.host())
        // Loops that share a port of the system's choice name it by one negative number.
        .setPort(listen.port() == 0 ? -1 : listen.port())
        .setMaxInitialLineLength(limits.requestLineBytesMax())
        .setMaxHeaderSize(limits.headerBytesMax())
        // The sweep ends idle connections sooner; this one holds if a loop hangs.
        .setIdleTimeout((int) limits.idleMax().plus(limits.bodyMax()).toSeconds() + 1)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setTcpNoDelay(true)
        // No WebSocket ends here. What would prepare for one counts requests against answers, does
        // not see those that are given early, and would close the connection after 128 of them.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        // Users come by HTTP/1.1 until there is TLS; less is open to abuse.
        .setHttp2ClearTextEnabled(false);
  }

  int port() {
    HttpServer running = server;
    return running == null ? listen.port() : running.actualPort();
  }

  private void opened(HttpConnection connection) {
    if (metrics.connections() >= limits.connectionsMax() || draining()) {
      connection.close();
      return;
    }
    metrics.opened();
    Connection client = new Connection(connection, clock);
    connections.put(connection, client);
    if (connection instanceof Http1xServerConnection http1) {
      prepare(client, http1);
    }
    connection.closeHandler(_ -> {
      if (connections.remove(connection) != null) {
        metrics.closed();
      }
    });
  }

  private void prepare(Connection client, Http1xServerConnection connection) {
    ChannelHandlerContext vertx = connection.channelHandlerContext();
    vertx
        .pipeline()
        .replace(VertxHttpRequestDecoder.class, "strict", new StrictRequestDecoder(options()));
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
    try {
      handler.accept(exchange);
    } catch (RuntimeException e) {
      failed(exchange, e);
    }
  }

  /** What the HTTP decoder refused: its limits are ours, so the answer says which. */
  private void malformed(HttpServerRequest request) {
    HttpExchange exchange = begin(request);
    if (exchange == null) {
      return;
    }
    Throwable cause = request.decoderResult().cause();
    exchange.problemAndClose(refusal(cause));
  }

  private Problem refusal(@Nullable Throwable cause) {
    if (!(cause instanceof TooLongFrameException)) {
      return Problem.of(400, "Bad request", "this is not HTTP/1.1: " + cause);
    }
    String message = String.valueOf(cause.getMessage());
    return message.contains("header")
        ? Problem.of(
            431,
            "Header too large",
            "the header fields have more than %d bytes; send fewer or shorter ones"
                .formatted(limits.headerBytesMax()))
        : Problem.of(
            414,
            "Path too long",
            "the request line has more than %d bytes; use a shorter name"
                .formatted(limits.requestLineBytesMax()));
  }

  private @Nullable HttpExchange begin(HttpServerRequest request) {
    Connection connection = connections.get(request.connection());
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
    List.copyOf(connections.values()).forEach(connection -> connection.sweep(now, limits));
  }

  /** Finishes what is under way, up to the deadline, then closes every connection. */
  @Override
  public Future<?> stop() {
    Promise<Void> waiting = Promise.promise();
    drained = waiting;
    HttpServer running = server;
    Future<Void> closed =
        running == null
            ? Future.succeededFuture()
            : running.shutdown(limits.drainMax().toMillis(), TimeUnit.MILLISECONDS);
    if (underWay == 0) {
      waiting.tryComplete();
    }
    vertx.setTimer(limits.drainMax().toMillis(), _ -> waiting.tryComplete());
    return waiting
        .future()
        .onComplete(_ -> List.copyOf(connections.values()).forEach(Connection::close))
        .compose(_ -> closed);
  }

  /** Where it listens: known after the start. */
  SocketAddress address() {
    return SocketAddress.inetSocketAddress(port(), listen.host());
  }
}
