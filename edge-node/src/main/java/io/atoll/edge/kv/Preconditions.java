package io.atoll.edge.kv;

import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.EntityTag;
import io.atoll.edge.http.EntityTags;
import io.atoll.edge.server.Exchange;
import io.atoll.replication.cell.Cell;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What {@code If-Match} and {@code If-None-Match} ask of a write (RFC 9110 section 13.2.2). */
final class Preconditions {
  private Preconditions() {}

  /** Whether a write asks anything. */
  static boolean are(Exchange exchange) {
    return exchange.header(HttpHeaders.IF_MATCH) != null
        || exchange.header(HttpHeaders.IF_NONE_MATCH) != null;
  }

  /** What the cell must be like; null: anything. */
  static @Nullable Predicate<@Nullable Cell> of(Exchange exchange, WallClock clock) {
    if (!are(exchange)) {
      return null;
    }
    List<String> match = exchange.headers(HttpHeaders.IF_MATCH);
    List<String> noneMatch = exchange.headers(HttpHeaders.IF_NONE_MATCH);
    return cell -> {
      String tag = EntityTag.of(cell, clock.millis());
      boolean matches = match.isEmpty() || (tag != null && EntityTags.matchStrongly(match, tag));
      boolean isNone =
          noneMatch.isEmpty() || tag == null || !EntityTags.matchWeakly(noneMatch, tag);
      return matches && isNone;
    };
  }
}
