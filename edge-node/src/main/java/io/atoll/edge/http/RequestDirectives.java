package io.atoll.edge.http;

import io.atoll.edge.http.Directives.Directive;
import java.util.List;

/**
 * What a request says in {@code Cache-Control} (RFC 9111 section 5.2.1), or in {@code Pragma} if it
 * says nothing there (section 5.4). What can't be read is taken as the client's wish for something
 * newer, never for something older.
 *
 * @param maxAgeSeconds the oldest that will do
 * @param minFreshSeconds for how long it must stay fresh
 * @param maxStaleSeconds for how long it may have been stale; 0: not at all
 */
public record RequestDirectives(
    boolean noCache,
    boolean noStore,
    boolean onlyIfCached,
    long maxAgeSeconds,
    long minFreshSeconds,
    long maxStaleSeconds) {
  /** A request that says nothing. */
  public static final RequestDirectives NONE =
      new RequestDirectives(false, false, false, Freshness.SECONDS_MAX, 0, 0);

  private static final RequestDirectives NO_CACHE =
      new RequestDirectives(true, false, false, Freshness.SECONDS_MAX, 0, 0);

  public static RequestDirectives of(Fields request) {
    if (request.has("cache-control")) {
      return parse(request.lines("cache-control"));
    }
    String pragma = request.first("pragma");
    return pragma != null && Syntax.names(List.of(pragma)).contains("no-cache") ? NO_CACHE : NONE;
  }

  static RequestDirectives parse(List<String> lines) {
    boolean noCache = false;
    boolean noStore = false;
    boolean onlyIfCached = false;
    long maxAge = Freshness.SECONDS_MAX;
    long minFresh = 0;
    long maxStale = 0;
    for (Directive directive : Directives.parse(lines).all()) {
      long seconds = directive.seconds();
      switch (directive.name()) {
        case "no-cache" -> noCache = true;
        case "no-store" -> noStore = true;
        case "only-if-cached" -> onlyIfCached = true;
        case "max-age" -> maxAge = Math.min(maxAge, Math.max(0, seconds));
        case "min-fresh" ->
            minFresh = Math.max(minFresh, seconds < 0 ? Freshness.SECONDS_MAX : seconds);
        case "max-stale" -> maxStale = maxStale(directive, seconds);
        default -> {
          // Not for caches, or unknown.
        }
      }
    }
    return new RequestDirectives(noCache, noStore, onlyIfCached, maxAge, minFresh, maxStale);
  }

  /** Without an argument, any age will do (RFC 9111 section 5.2.1.2). */
  private static long maxStale(Directive directive, long seconds) {
    boolean any = directive.wellFormed() && directive.argument() == null;
    return any ? Freshness.SECONDS_MAX : Math.max(0, seconds);
  }
}
