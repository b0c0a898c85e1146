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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers with a stored page: all of it, a part, or that the client has it already. */
final class PageAnswer {
  private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("cache-status");

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
    exchange.endHeld(page.status(), page.body());
  }

  private static void part(HttpExchange exchange, Page page, String range) {
    long length = page.body().length();
    PartAnswer answer =
        new PartAnswer(exchange, page.head().fields(), length, part -> slice(page, part));
    switch (ByteRanges.parse(range, length)) {
      case ByteRanges.Whole() -> whole(exchange, page);
      case ByteRanges.Unsatisfiable() -> answer.unsatisfiable();
      case ByteRanges.Parts(List<ByteRange> parts) -> answer.send(parts);
    }
  }

  private static Buffer slice(Page page, ByteRange part) {
    return page.body().slice((int) part.first(), (int) part.last() + 1);
  }
}
