package io.atoll.edge.proxy;

import io.atoll.edge.http.Fields;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.upstream.BodyBounds;
import io.atoll.edge.upstream.Outbound;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The body of a request that is passed on. */
final class RequestBody {
  private RequestBody() {}

  /** Whether there is one (RFC 9112 section 6.3). */
  static boolean isIn(Fields request) {
    String length = request.first("content-length");
    return (length != null && !length.equals("0")) || request.has("transfer-encoding");
  }

  /** Whether it says itself that it is longer than this. */
  static boolean isLonger(Fields request, long bytesMax) {
    String length = request.first("content-length");
    return length != null && Long.parseLong(length) > bytesMax;
  }

  /** Stops it from coming until somebody reads it; null if there is none. */
  static Outbound.@Nullable Body hold(HttpExchange exchange, Fields fields, BodyBounds bounds) {
    if (!isIn(fields)) {
      return null;
    }
    HttpServerRequest request = exchange.request();
    request.pause();
    String length = fields.first("content-length");
    boolean waits = "100-continue".equalsIgnoreCase(fields.first("expect"));
    return new Outbound.Body(
        request,
        length == null ? -1 : Long.parseLong(length),
        bounds,
        waits ? () -> exchange.response().writeContinue() : null);
  }
}
