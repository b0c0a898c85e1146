package io.atoll.edge.server;

import io.atoll.edge.tls.Certificates;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One address on which clients are listened for, by one event loop. Vert.x has a server for
 * HTTP/1.1 and one for both versions; that which fits the first bytes of a connection gets it.
 * Vert.x' own way to tell would also accept upgrades to HTTP/2 (obsolete since RFC 9113), would
 * decode the first request before anybody can be strict about it, and would not let connections be
 * counted that send nothing.
 */
final class Listener {
  private static final Logger log = LoggerFactory.getLogger(Listener.class);

  /** What is told of connections and requests. */
  interface Events {
    /** Whether a connection may stay. */
    boolean admits(Channel channel);

    void opened(HttpConnection connection);

    void received(HttpServerRequest request);

    void malformed(HttpServerRequest request);
  }

  private final HttpServer server;
  private final HttpServer unbound;
  private final @Nullable Certificates certificates;
  private final Events events;
  private Handler<NetSocket> http2 = _ -> {};

  /**
   * @param vertx of the event loop
   * @param options for HTTP/1.1 and HTTP/2 alike
   * @param certificates with which everything is encrypted; null: nothing is
   */
  Listener(
      Vertx vertx, HttpServerOptions options, @Nullable Certificates certificates, Events events) {
    this.certificates = certificates;
    this.events = events;
    server = server(vertx, this::accepting, true, options, false);
    unbound =
        server(
            vertx,
            handler -> {
              http2 = handler;
              return handler;
            },
            false,
            options,
            true);
  }

  private HttpServer server(
      Vertx vertx,
      UnaryOperator<Handler<NetSocket>> instead,
      boolean listens,
      HttpServerOptions options,
      boolean isHttp2) {
    return new HttpServerImpl(
            new AcceptingVertx((VertxInternal) vertx, instead, listens),
            new HttpServerOptions(options).setHttp2ClearTextEnabled(isHttp2))
        .connectionHandler(events::opened)
        .requestHandler(events::received)
        .invalidRequestHandler(events::malformed)
        .exceptionHandler(e -> log.atDebug().setCause(e).log("connection failed"));
  }

  private Handler<NetSocket> accepting(Handler<NetSocket> http1) {
    return socket -> {
      Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
      if (events.admits(channel)) {
        channel
            .pipeline()
            .addFirst(new FirstBytes(isHttp2 -> (isHttp2 ? http2 : http1).handle(socket)));
        // What a client was told by ALPN shows in its first bytes, as in cleartext.
        if (certificates != null) {
          channel.pipeline().addFirst(certificates.handler());
        }
      } else {
        var _ = channel.close();
      }
    };
  }

  Future<Void> listen() {
    return unbound.listen().compose(_ -> server.listen()).mapEmpty();
  }

  int port() {
    return server.actualPort();
  }

  /** Takes no new connections; tells those that are open that it ends, which they must by then. */
  Future<Void> shutdown(Duration grace) {
    return server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS);
  }
}
