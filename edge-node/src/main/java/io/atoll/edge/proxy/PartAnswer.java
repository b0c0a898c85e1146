package io.atoll.edge.proxy;

import io.atoll.edge.http.ByteRange;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.server.HttpExchange;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Answers with parts of something stored, whose other fields are set already.
 *
 * @param stored its fields
 * @param length of the whole body
 * @param bytes gives what is asked for of it
 */
record PartAnswer(
    HttpExchange exchange, FieldList stored, long length, Function<ByteRange, Buffer> bytes) {
  private static final CharSequence CONTENT_RANGE = HttpHeaders.createOptimized("content-range");

  /** RFC 9110 section 15.5.17. */
  void unsatisfiable() {
    exchange.put(CONTENT_RANGE, "bytes */" + length);
    exchange.answerFields().remove(HttpHeaders.CONTENT_TYPE);
    exchange.end(416);
  }

  /** RFC 9110 section 15.3.7. */
  void send(List<ByteRange> parts) {
    if (parts.size() > 1) {
      several(parts);
      return;
    }
    exchange.put(CONTENT_RANGE, parts.getFirst().contentRange(length));
    exchange.endHeld(206, bytes.apply(parts.getFirst()));
  }

  /** RFC 9110 section 14.6. */
  private void several(List<ByteRange> parts) {
    // Its length and validator in it, so that it is no text of the page but by design of its maker.
    String boundary = "atoll-" + Integer.toHexString(stored.hashCode()) + "-" + length;
    String type = stored.first("content-type");
    List<Buffer> body = new ArrayList<>();
    String line = "--" + boundary;
    for (ByteRange part : parts) {
      String fields = type == null ? "" : "content-type: " + type + "\r\n";
      String range = "content-range: " + part.contentRange(length) + "\r\n\r\n";
      body.add(Buffer.buffer(line + "\r\n" + fields + range));
      body.add(bytes.apply(part));
      line = "\r\n--" + boundary;
    }
    body.add(Buffer.buffer(line + "--\r\n"));
    exchange.put(HttpHeaders.CONTENT_TYPE, "multipart/byteranges; boundary=" + boundary);
    exchange.endHeld(206, body);
  }
}
