package io.atoll.edge.kv;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Kind;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.Lookup;
import io.atoll.edge.cache.Read.Source;
import io.atoll.edge.cache.ReadThrough;
import io.atoll.edge.http.EntityTags;
import io.atoll.edge.server.Exchange;
import io.atoll.edge.session.ClientSession;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * GET and HEAD of a register, counter or document: from memory, else from Redis, else by another
 * region, else not at all.
 */
public final class ReadPhase {
  private static final CharSequence HIT = HttpHeaders.createOptimized("atoll; hit");
  private static final CharSequence MISS_STORED =
      HttpHeaders.createOptimized("atoll; fwd=miss; detail=L2; stored");
  private static final CharSequence MISS =
      HttpHeaders.createOptimized("atoll; fwd=miss; detail=L2");
  private static final CharSequence MISS_COLLAPSED =
      HttpHeaders.createOptimized("atoll; fwd=miss; detail=L2; collapsed");

  private static final CharSequence KNOWN_ABSENT =
      HttpHeaders.createOptimized("atoll; hit; detail=absent");

  /** Caches on the way must ask again: only edges are told of changes. */
  private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");

  /** What a client stored is not to be taken for anything else than it said. */
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");

  private static final CharSequence X_CONTENT_TYPE_OPTIONS =
      HttpHeaders.createOptimized("x-content-type-options");

  private static final Buffer ZERO = Buffer.buffer("{\"value\":0}");

  private final ReadThrough reads;
  private final ViewFallback fallback;
  private final SessionAnswers sessions;
  private final WallClock clock;

  public ReadPhase(
      ReadThrough reads, ViewFallback fallback, SessionAnswers sessions, WallClock clock) {
    this.reads = reads;
    this.fallback = fallback;
    this.sessions = sessions;
    this.clock = clock;
  }

  void handle(Exchange exchange, Key key, Kind kind, ClientSession session) {
    if (WriteBodies.hasBody(exchange)) {
      KvHandler.refuse(exchange, WriteProblems.unwantedBody(exchange.method().name()));
      return;
    }
    Lookup hit = reads.hit(key);
    if (hit != null) {
      answer(exchange, key, kind, session, hit, Source.L1);
    } else {
      exchange.await(
          reads.load(key),
          read ->
              answer(exchange, key, kind, session, read.lookup(session.newest()), read.source()),
          failure -> fallback.answer(exchange, key, failure));
    }
  }

  private void answer(
      Exchange exchange, Key key, Kind kind, ClientSession session, Lookup lookup, Source source) {
    sessions.saw(exchange, session, lookup.sighting());
    long now = clock.millis();
    Lookup.Present value = lookup.readableAt(now);
    exchange.cacheStatus(cacheStatus(source, value, now));
    if (value == null) {
      if (kind == Kind.COUNTER) {
        zero(exchange);
      } else {
        exchange.problem(KvProblems.noValue(key));
      }
      return;
    }
    List<String> ifMatch = exchange.headers(HttpHeaders.IF_MATCH);
    if (!ifMatch.isEmpty() && !EntityTags.matchStrongly(ifMatch, value.entityTag())) {
      exchange.problem(WriteProblems.preconditionFailed());
      return;
    }
    exchange.put(HttpHeaders.ETAG, value.entityTag()).put(HttpHeaders.CACHE_CONTROL, NO_CACHE);
    List<String> ifNoneMatch = exchange.headers(HttpHeaders.IF_NONE_MATCH);
    if (!ifNoneMatch.isEmpty() && EntityTags.matchWeakly(ifNoneMatch, value.entityTag())) {
      exchange.end(304);
      return;
    }
    exchange
        .put(HttpHeaders.CONTENT_TYPE, value.contentType())
        .put(X_CONTENT_TYPE_OPTIONS, NOSNIFF)
        .end(200, value.value());
  }

  /** A counter that nobody has added to. */
  static void zero(Exchange exchange) {
    exchange
        .put(HttpHeaders.CACHE_CONTROL, NO_CACHE)
        .put(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(200, ZERO);
  }

  /** What {@code Cache-Status} says of a value that was in memory. */
  static CharSequence hit(Lookup.Present value, long now) {
    return cacheStatus(Source.L1, value, now);
  }

  private static CharSequence cacheStatus(Source source, Lookup.@Nullable Present value, long now) {
    CharSequence status =
        switch (source) {
          case L1 -> HIT;
          case L2_STORED -> MISS_STORED;
          case L2 -> MISS;
          case KNOWN_ABSENT -> KNOWN_ABSENT;
          case L2_COLLAPSED -> MISS_COLLAPSED;
        };
    return value == null || !value.expires()
        ? status
        : status + "; ttl=" + (value.deadlineMillis() - now) / 1000;
  }
}
