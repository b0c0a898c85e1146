package io.atoll.edge.proxy;

import io.atoll.core.time.WallClock;
import io.atoll.edge.http.CacheStatus;
import io.atoll.edge.http.CacheStatus.Forwarded;
import io.atoll.edge.http.Fields;
import io.atoll.edge.http.Forwarding;
import io.atoll.edge.http.Methods;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.Precondition;
import io.atoll.edge.http.RequestDirectives;
import io.atoll.edge.http.Reuse;
import io.atoll.edge.invalidate.Purges;
import io.atoll.edge.invalidate.Purges.Verdict;
import io.atoll.edge.page.Incomplete;
import io.atoll.edge.page.Page;
import io.atoll.edge.page.Pages;
import io.atoll.edge.page.Variants;
import io.atoll.edge.proxy.RouteMetrics.Outcome;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.server.QuickAnswer;
import org.jspecify.annotations.Nullable;

/** Looks for a stored answer and decides what it is good for (RFC 9111 section 4). */
final class LookupPhase {
  /** So many large bodies are on their way to slow clients that there is no memory for more. */
  private static final String NO_ROOM = "no-room";

  private final Pages pages;
  private final Purges purges;
  private final PartsPhase parts;
  private final FetchPhase fetch;
  private final ForwardPhase forward;
  private final WebSocketPhase webSockets;
  private final Answers answers;
  private final WallClock clock;
  private final String region;
  private final String via;
  private final long objectBytesMax;

  LookupPhase(
      Pages pages,
      Purges purges,
      PartsPhase parts,
      FetchPhase fetch,
      ForwardPhase forward,
      WebSocketPhase webSockets,
      Answers answers,
      WallClock clock,
      String region,
      String via,
      long objectBytesMax) {
    this.pages = pages;
    this.purges = purges;
    this.parts = parts;
    this.fetch = fetch;
    this.forward = forward;
    this.webSockets = webSockets;
    this.answers = answers;
    this.clock = clock;
    this.region = region;
    this.via = via;
    this.objectBytesMax = objectBytesMax;
  }

  /**
   * @param target path and query as the key policy of the route leaves them
   */
  void handle(HttpExchange exchange, Route route, String host, String target) {
    Fields fields = exchange.fields();
    PageKey key = route.config().key().key(exchange.scheme(), host, target, fields);
    boolean cached = Methods.isCached(exchange.method().name());
    boolean bypassed =
        !route.config().cached()
            || RequestBody.isIn(fields)
            || Precondition.isForUpstream(fields)
            || fields.has("upgrade");
    RequestDirectives directives = RequestDirectives.of(fields);
    Visit visit = new Visit(exchange, route, fields, directives, target, key);
    if (exchange.asksForWebSocket()) {
      if (!isLoop(visit)) {
        webSockets.handle(visit);
      }
      return;
    }
    if (!cached || bypassed) {
      forward(visit, cached ? Forwarded.BYPASS : Forwarded.METHOD, null);
      return;
    }
    Variants known = pages.find(key);
    Page page = known == null ? null : known.match(fields);
    Verdict verdict = page == null ? Verdict.GONE : page.verdict(purges, key);
    if (known == null || page == null || verdict == Verdict.GONE) {
      boolean otherVariants = page == null && known != null && !known.pages().isEmpty();
      miss(visit, known, otherVariants ? Forwarded.VARY_MISS : Forwarded.URI_MISS);
      return;
    }
    boolean purged = verdict == Verdict.STALE;
    long now = clock.millis();
    switch (Reuse.decide(page.freshness(), page.control(), directives, purged, now)) {
      case Reuse.Fresh() -> {
        route.metrics().count(Outcome.HIT);
        answers.page(visit, page, null, () -> forward(visit, Forwarded.BYPASS, NO_ROOM));
      }
      case Reuse.StaleAllowed() -> stale(visit, page, now, "max-stale");
      case Reuse.StaleWhileRevalidate() -> {
        stale(visit, page, now, "stale-while-revalidate");
        fetch.refresh(visit, page);
      }
      case Reuse.Validate(Forwarded why, boolean ifError) ->
          validate(visit, known, page, why, ifError);
    }
  }

  /**
   * What is fresh and ready for a request that asks for nothing beyond its URI, or null.
   *
   * @param bytesMax of its body
   */
  @Nullable QuickAnswer quick(
      Route route, String scheme, String host, String target, Fields fields, int bytesMax) {
    if (!route.config().cached()) {
      return null;
    }
    PageKey key = route.config().key().key(scheme, host, target, fields);
    Variants known = pages.find(key);
    Page page = known == null ? null : known.match(fields);
    if (page == null || page.verdict(purges, key) != Verdict.GOOD) {
      return null;
    }
    long now = clock.millis();
    boolean fresh =
        Reuse.decide(page.freshness(), page.control(), RequestDirectives.NONE, false, now)
            instanceof Reuse.Fresh;
    Page sent = fresh ? answers.ready(page, fields) : null;
    if (sent == null || sent.body().length() > bytesMax || !sent.isSentWhole()) {
      return null;
    }
    route.metrics().count(Outcome.HIT);
    return sent.quick(region, now);
  }

  private void stale(Visit visit, Page page, long now, String detail) {
    visit.route().metrics().count(Outcome.STALE);
    String said = CacheStatus.hit(page.freshness().remainingSeconds(now), detail);
    answers.page(visit, page, said, () -> forward(visit, Forwarded.BYPASS, NO_ROOM));
  }

  private void miss(Visit visit, @Nullable Variants known, Forwarded missed) {
    Incomplete found = parts.find(visit, known);
    if (found != null && parts.answer(visit, found)) {
      return;
    }
    Forwarded why = found == null ? missed : Forwarded.PARTIAL;
    boolean large = found != null && found.length() > objectBytesMax;
    boolean alone = known != null && clock.millis() < known.aloneUntilMillis();
    if (visit.directives().onlyIfCached()) {
      elsewhere(visit, known, () -> onlyIfCached(visit));
    } else if (visit.directives().noStore() || alone) {
      forward(visit, why, alone ? "not-shared" : null);
    } else if (visit.isHead()) {
      elsewhere(visit, known, () -> forward(visit, why, null));
    } else if (large && visit.fields().has("range")) {
      forward(visit, why, "too-large");
    } else if (!isLoop(visit)) {
      Continuation rest = found == null || large ? null : Continuation.of(found);
      fetch.handle(visit, known, null, rest, why, false);
    }
  }

  private void validate(Visit visit, Variants known, Page page, Forwarded why, boolean ifError) {
    if (visit.directives().onlyIfCached()) {
      elsewhere(visit, known, () -> onlyIfCached(visit));
    } else if (visit.directives().noStore()) {
      forward(visit, why, null);
    } else if (visit.isHead()) {
      elsewhere(visit, known, () -> forward(visit, why, null));
    } else if (!isLoop(visit)) {
      fetch.handle(visit, known, page, null, why, ifError);
    }
  }

  /** Answers with what another edge of the region has stored, or goes on otherwise. */
  private void elsewhere(Visit visit, @Nullable Variants known, Runnable otherwise) {
    visit
        .exchange()
        .await(
            fetch.look(visit, known),
            found ->
                found.ifPresentOrElse(
                    page -> {
                      visit.route().metrics().count(Outcome.SHARED);
                      long seconds = page.freshness().remainingSeconds(clock.millis());
                      answers.page(visit, page, CacheStatus.hit(seconds, "region"), otherwise);
                    },
                    otherwise),
            _ -> otherwise.run());
  }

  /** RFC 9111 section 5.2.1.7. */
  private static void onlyIfCached(Visit visit) {
    visit.exchange().cacheStatus(CacheStatus.own("only-if-cached"));
    visit.exchange().problem(ProxyProblems.onlyIfCached());
  }

  private void forward(Visit visit, Forwarded why, @Nullable String detail) {
    if (!isLoop(visit)) {
      forward.handle(visit, why, detail);
    }
  }

  private boolean isLoop(Visit visit) {
    boolean loop = Forwarding.loops(visit.fields(), via);
    if (loop) {
      visit.exchange().cacheStatus(CacheStatus.own("loop"));
      visit.exchange().problemAndClose(ProxyProblems.loop());
    }
    return loop;
  }
}
