package io.atoll.edge.kv;

import io.atoll.edge.cache.EntityTag;
import io.atoll.edge.http.EntityTags;
import io.atoll.edge.server.Exchange;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Answers that are made of what Redis holds now, and kept by nobody without asking again. */
final class JsonAnswer {
  private static final CharSequence FROM_REDIS =
      HttpHeaders.createOptimized("atoll; fwd=miss; detail=L2");

  private JsonAnswer() {}

  /** 200 with a tag of what is in it, or 304. */
  static void send(Exchange exchange, JsonObject json) {
    Buffer body = json.toBuffer();
    String tag = EntityTag.of(body.getBytes());
    exchange
        .cacheStatus(FROM_REDIS)
        .put(HttpHeaders.ETAG, tag)
        .put(HttpHeaders.CACHE_CONTROL, "no-cache");
    List<String> known = exchange.headers(HttpHeaders.IF_NONE_MATCH);
    if (!known.isEmpty() && EntityTags.matchWeakly(known, tag)) {
      exchange.end(304);
    } else {
      exchange.put(HttpHeaders.CONTENT_TYPE, "application/json").end(200, body);
    }
  }
}
