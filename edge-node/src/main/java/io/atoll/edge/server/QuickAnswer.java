package io.atoll.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer as it goes over the wire, in either version of HTTP. Safe for use by many threads. */
public final class QuickAnswer {
  /** A body's copy outside the heap, which the kernel reads where it is. */
  @FunctionalInterface
  public interface Outside {
    /** There never is one. */
    Outside NONE = () -> null;

    /** All of it, for the caller to release; null: there is none now, the bytes are in the heap. */
    @Nullable ByteBuf take();
  }

  private final int status;
  private final List<CharSequence> fields;
  private final Buffer body;
  private final Outside outside;
  private volatile @Nullable Buffer http1;
  private volatile @Nullable Http2Headers http2;

  /**
   * @param fields all of them, names in lower case and values by turns
   * @param body never written to
   * @param outside where the same body may be had without copying it
   */
  public QuickAnswer(int status, List<CharSequence> fields, Buffer body, Outside outside) {
    this.status = status;
    this.fields = fields;
    this.body = body;
    this.outside = outside;
  }

  int status() {
    return status;
  }

  /** The value of a field, or null. */
  @Nullable String field(String name) {
    for (int i = 0; i < fields.size(); i += 2) {
      if (name.contentEquals(fields.get(i))) {
        return fields.get(i + 1).toString();
      }
    }
    return null;
  }

  Buffer body() {
    return body;
  }

  /** Its body outside the heap, see {@link Outside#take}. */
  public @Nullable ByteBuf takeOutside() {
    return outside.take();
  }

  /** Status line and all fields, up to the empty line, in HTTP/1.1; never written to. */
  Buffer http1() {
    Buffer made = http1;
    if (made == null) {
      StringBuilder text = new StringBuilder("HTTP/1.1 ");
      text.append(HttpResponseStatus.valueOf(status)).append("\r\n");
      for (int i = 0; i < fields.size(); i += 2) {
        text.append(fields.get(i)).append(": ").append(fields.get(i + 1)).append("\r\n");
      }
      made = Buffer.buffer(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      http1 = made;
    }
    return made;
  }

  /** Its fields in HTTP/2. */
  Http2Headers http2() {
    Http2Headers made = http2;
    if (made == null) {
      AsciiString[] lines = fields.stream().map(AsciiString::of).toArray(AsciiString[]::new);
      made =
          ReadOnlyHttp2Headers.serverHeaders(
              false, HttpResponseStatus.valueOf(status).codeAsText(), lines);
      http2 = made;
    }
    return made;
  }
}
