package io.atoll.edge.proxy;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Fields;
import io.atoll.edge.http.Forwarding;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.upstream.BodyBounds;
import io.atoll.edge.upstream.Outbound;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** The body of a request that is passed on. */
final class RequestBody implements Outbound.Source {
  private final HttpExchange exchange;

  private RequestBody(HttpExchange exchange) {
    this.exchange = exchange;
  }

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
    exchange.request().pause();
    String length = fields.first("content-length");
    return new Outbound.Body(
        new RequestBody(exchange),
        length == null ? -1 : Long.parseLong(length),
        "100-continue".equalsIgnoreCase(fields.first("expect")),
        bounds);
  }

  @Override
  public ReadStream<Buffer> stream() {
    return exchange.request();
  }

  @Override
  public void goOn() {
    exchange.response().writeContinue();
  }

  @Override
  public FieldList trailers() {
    return Forwarding.trailers(exchange.trailers());
  }

  @Override
  public boolean isGone() {
    return exchange.isOver();
  }
}
