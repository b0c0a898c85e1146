package io.atoll.edge.server;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: at most one request of it is under way in HTTP/1.1, several in HTTP/2.
 * Used on its event loop only.
 */
final class Connection {
  private final Channel channel;
  private final String scheme;
  private final boolean local;
  private final List<HttpExchange> underWay = new ArrayList<>(1);
  private @Nullable HttpConnection http;
  private long idleSinceNanos;
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

  /** A request of it goes on to become an exchange. */
  void handedOn() {
    owed++;
  }

  /** A request of it was answered at once. */
  void answered(long nowNanos) {
    idleSinceNanos = nowNanos;
  }

  void begin(HttpExchange exchange) {
    underWay.add(exchange);
  }

  void end(HttpExchange exchange, long nowNanos) {
    owed--;
    if (underWay.remove(exchange) && underWay.isEmpty()) {
      idleSinceNanos = nowNanos;
    }
  }

  /** Closes it if no complete head came in time; ends its requests whose bodies did not. */
  void sweep(long nowNanos, ServerLimits limits) {
    if (underWay.isEmpty()) {
      if (nowNanos - idleSinceNanos > limits.idleMax().toNanos()) {
        close();
      }
    } else {
      List.copyOf(underWay).forEach(exchange -> exchange.sweep(nowNanos, limits.bodyMax()));
    }
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
