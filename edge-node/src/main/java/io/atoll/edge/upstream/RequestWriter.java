package io.atoll.edge.upstream;

import io.atoll.edge.http.Field;
import io.atoll.edge.http.FieldList;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;

/** Writes the heads and the ends of requests (RFC 9112). Used by one thread. */
final class RequestWriter {
  private byte[] bytes = new byte[2 << 10];
  private int length;

  /**
   * The head of a request, with the fields that frame its body.
   *
   * @throws IllegalArgumentException if a text has a character that would end its line
   */
  ByteBuf head(Outbound outbound, ByteBufAllocator allocator) {
    length = 0;
    text(outbound.method());
    put(' ');
    text(outbound.target());
    raw(" HTTP/1.1\r\n");
    field("host", outbound.host());
    for (Field field : outbound.fields().all()) {
      field(field.name(), field.value());
    }
    Outbound.Body body = outbound.body();
    if (body != null) {
      if (body.length() >= 0) {
        field("content-length", Long.toString(body.length()));
      } else {
        field("transfer-encoding", "chunked");
      }
      if (body.isAskedFor()) {
        field("expect", "100-continue");
      }
    }
    raw("\r\n");
    return allocator.buffer(length).writeBytes(bytes, 0, length);
  }

  /**
   * What ends a body in chunks (RFC 9112 section 7.1).
   *
   * @throws IllegalArgumentException as {@link #head}
   */
  ByteBuf lastChunk(FieldList trailers, ByteBufAllocator allocator) {
    length = 0;
    raw("0\r\n");
    for (Field field : trailers.all()) {
      field(field.name(), field.value());
    }
    raw("\r\n");
    return allocator.buffer(length).writeBytes(bytes, 0, length);
  }

  private void field(String name, String value) {
    text(name);
    raw(": ");
    text(value);
    raw("\r\n");
  }

  private void text(String text) {
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new IllegalArgumentException(
            "a request has the character %d in '%s'".formatted((int) c, text));
      }
      bytes[length++] = (byte) c;
    }
  }

  private void raw(String text) {
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
  }

  private void put(char c) {
    room(1);
    bytes[length++] = (byte) c;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
