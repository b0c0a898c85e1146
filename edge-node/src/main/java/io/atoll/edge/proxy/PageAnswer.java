package io.atoll.edge.proxy;

import io.atoll.edge.http.ByteRange;
import io.atoll.edge.http.ByteRanges;
import io.atoll.edge.http.Fields;
import io.atoll.edge.http.Precondition;
import io.atoll.edge.http.Revalidation;
import io.atoll.edge.page.Page;
import io.atoll.edge.server.HttpExchange;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers with a stored page: all of it, a part, or that the client has it already. */
final class PageAnswer {
  private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("cache-status");
  private static final CharSequence CONTENT_RANGE = HttpHeaders.createOptimized("content-range");

  private PageAnswer() {}

  /**
   * @param cacheStatus null: it was found in memory, and fresh
   */
  static void send(
      HttpExchange exchange,
      Fields request,
      Page page,
      @Nullable String cacheStatus,
      long nowMillis) {
    MultiMap fields = exchange.answerFields();
    page.addFields(fields, nowMillis);
    if (cacheStatus == null) {
      page.addHit(fields, nowMillis);
    } else {
      fields.add(CACHE_STATUS, cacheStatus);
    }
    if (page.status() == 200) {
      if (Precondition.isNotModified(request, page.head().fields(), nowMillis)) {
        notModified(exchange, fields);
        return;
      }
      String range = request.first("range");
      if (range != null
          && exchange.method().name().equals("GET")
          && Precondition.allowsRange(request, page.head().fields())) {
        part(exchange, page, range);
        return;
      }
    }
    whole(exchange, page);
  }

  private static void notModified(HttpExchange exchange, MultiMap fields) {
    for (String name : List.copyOf(fields.names())) {
      if (!Revalidation.isSentWithNotModified(name)) {
        fields.remove(name);
      }
    }
    exchange.end(304);
  }

  private static void whole(HttpExchange exchange, Page page) {
    HttpServerResponse out = exchange.begin(page.status());
    out.putHeader(HttpHeaders.CONTENT_LENGTH, page.length()).end(page.body());
  }

  private static void part(HttpExchange exchange, Page page, String range) {
    long length = page.body().length();
    switch (ByteRanges.parse(range, length)) {
      case ByteRanges.Whole() -> whole(exchange, page);
      case ByteRanges.Unsatisfiable() -> {
        exchange.put(CONTENT_RANGE, "bytes */" + length);
        exchange.answerFields().remove(HttpHeaders.CONTENT_TYPE);
        exchange.end(416);
      }
      case ByteRanges.Parts(List<ByteRange> parts) when parts.size() == 1 -> {
        exchange.put(CONTENT_RANGE, parts.getFirst().contentRange(length));
        exchange.end(206, slice(page, parts.getFirst()));
      }
      case ByteRanges.Parts(List<ByteRange> parts) -> several(exchange, page, parts);
    }
  }

  /** RFC 9110 section 14.6. */
  private static void several(HttpExchange exchange, Page page, List<ByteRange> parts) {
    // Its length and validator in it, so that it is no text of the page but by design of its maker.
    String boundary =
        "atoll-" + Integer.toHexString(page.head().hashCode()) + "-" + page.body().length();
    String type = page.head().fields().first("content-type");
    Buffer body = Buffer.buffer();
    for (ByteRange part : parts) {
      body.appendString("--" + boundary + "\r\n");
      if (type != null) {
        body.appendString("content-type: " + type + "\r\n");
      }
      body.appendString("content-range: " + part.contentRange(page.body().length()) + "\r\n\r\n");
      body.appendBuffer(slice(page, part)).appendString("\r\n");
    }
    body.appendString("--" + boundary + "--\r\n");
    exchange.put(HttpHeaders.CONTENT_TYPE, "multipart/byteranges; boundary=" + boundary);
    exchange.end(206, body);
  }

  private static Buffer slice(Page page, ByteRange part) {
    return page.body().slice((int) part.first(), (int) part.last() + 1);
  }
}
