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
   * @param from who has it
   * @param length in bytes; -1: not known
   * @param isAskedFor whether it is sent only once the upstream has asked for it
   * @param bounds what ends it, and the request with it
   */
  public record Body(Source from, long length, boolean isAskedFor, BodyBounds bounds) {}

  /** Who sends a body. */
  public interface Source {
    /** Paused. */
    ReadStream<Buffer> stream();

    /** The upstream asks for it. */
    void goOn();

    /** The fields behind it, known once it has ended; sent if its length was not known. */
    FieldList trailers();

    /** Whether no more of it will come, though it has not ended. */
    boolean isGone();
  }

  /** Whether it may be sent again when nobody knows whether it arrived (RFC 9110 section 9.2.2). */
  boolean isRepeatable() {
    return body == null && Methods.isIdempotent(method);
  }

  /** The same with other fields. */
  public Outbound with(FieldList changed) {
    return new Outbound(method, host, target, changed, body);
  }
}
