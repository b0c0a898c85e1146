package io.atoll.edge.server;

import io.atoll.core.time.WallClock;
import io.atoll.edge.access.AccessLog;
import io.atoll.edge.access.Answered;
import io.atoll.edge.http.Fields;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/**
 * Notes answers in the access log, in the words that it wants.
 *
 * @param log null: answers are not logged
 */
record AccessNotes(@Nullable AccessLog log, WallClock clock) {
  /** As nginx says that a client was gone before it was answered. */
  private static final int CLIENT_GONE = 499;

  boolean isOff() {
    return log == null;
  }

  /** An exchange is over. */
  void over(HttpExchange exchange, long nanos) {
    if (log == null) {
      return;
    }
    HttpServerRequest request = exchange.request();
    HttpServerResponse response = exchange.response();
    int status = exchange.statusSent();
    log.note(
        new Answered(
            clock.millis(),
            exchange.clientAddress(),
            host(request),
            request.method().name(),
            String.valueOf(request.uri()),
            protocol(request.version()),
            status == 0 ? CLIENT_GONE : status,
            exchange.bytesSent(),
            nanos / 1_000,
            response.headers().get("cache-status"),
            request.getHeader("referer"),
            request.getHeader("user-agent")));
  }

  private static @Nullable String host(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority == null ? request.getHeader("host") : authority.toString();
  }

  private static String protocol(HttpVersion version) {
    return switch (version) {
      case HTTP_1_0 -> "HTTP/1.0";
      case HTTP_1_1 -> "HTTP/1.1";
      case HTTP_2 -> "HTTP/2.0";
    };
  }

  /** A request was answered at once. */
  void quick(
      Connection connection,
      HttpVersion version,
      String host,
      String target,
      Fields fields,
      QuickAnswer answer) {
    if (log == null) {
      return;
    }
    log.note(
        new Answered(
            clock.millis(),
            connection.address(),
            host,
            "GET",
            target,
            protocol(version),
            answer.status(),
            answer.body().length(),
            0,
            answer.field("cache-status"),
            fields.first("referer"),
            fields.first("user-agent")));
  }
}
