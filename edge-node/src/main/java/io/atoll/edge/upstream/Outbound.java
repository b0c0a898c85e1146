package io.atoll.edge.upstream;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Methods;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to an upstream.
 *
 * @param method as the client gave it
 * @param host value of {@code Host}
 * @param target path and query
 * @param fields all others but those that frame the body
 * @param body null: none
 */
public record Outbound(
    String method, String host, String target, FieldList fields, @Nullable Body body) {
  /**
   * A body, which can be sent once.
   *
   * @param stream paused
   * @param length in bytes; -1: not known
   * @param bounds what ends it, and the request with it
   * @param goOn to be told when the upstream asked for it; null: it is sent without being asked for
   */
  public record Body(
      ReadStream<Buffer> stream, long length, BodyBounds bounds, @Nullable Runnable goOn) {}

  /** Whether it may be sent again when nobody knows whether it arrived (RFC 9110 section 9.2.2). */
  boolean isRepeatable() {
    return body == null && Methods.isIdempotent(method);
  }

  /** The same with other fields. */
  public Outbound with(FieldList changed) {
    return new Outbound(method, host, target, changed, body);
  }
}
