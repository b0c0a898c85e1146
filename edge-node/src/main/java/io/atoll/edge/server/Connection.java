package io.atoll.edge.server;

import io.atoll.core.time.MonotonicClock;
import io.atoll.runtime.net.Loopback;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** One client's connection: at most one request of it is under way. Used on its event loop only. */
final class Connection {
  private final HttpConnection http;
  private final boolean local;
  private @Nullable HttpExchange underWay;
  private long idleSinceNanos;
  private int owed;

  Connection(HttpConnection http, MonotonicClock clock) {
    this.http = http;
    SocketAddress remote = http.remoteAddress();
    String address = remote == null ? null : remote.hostAddress();
    this.local = address != null && Loopback.isLoopback(address);
    this.idleSinceNanos = clock.nanos();
  }

  /** Whether the client is on this machine. */
  boolean local() {
    return local;
  }

  /** Whether everything it asked for has been answered. */
  boolean isFree() {
    return owed == 0;
  }

  /** A request of it goes on to become an exchange. */
  void handedOn() {
    owed++;
  }

  /** A request of it was answered at once. */
  void answered(long nowNanos) {
    idleSinceNanos = nowNanos;
  }

  void begin(HttpExchange exchange) {
    underWay = exchange;
  }

  void end(HttpExchange exchange, long nowNanos) {
    owed--;
    if (underWay == exchange) {
      underWay = null;
      idleSinceNanos = nowNanos;
    }
  }

  /** Closes it if no complete head came in time; ends its request if the body did not. */
  void sweep(long nowNanos, ServerLimits limits) {
    HttpExchange exchange = underWay;
    if (exchange != null) {
      exchange.sweep(nowNanos, limits.bodyMax());
    } else if (nowNanos - idleSinceNanos > limits.idleMax().toNanos()) {
      http.close();
    }
  }

  void close() {
    http.close();
  }
}
