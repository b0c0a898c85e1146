package io.atoll.edge.invalidate;

import io.atoll.core.operation.Bytes;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.http.CacheStatus;
import io.atoll.edge.invalidate.PurgeAudit.Outcome;
import io.atoll.edge.peer.Peer;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.session.Seal;
import io.atoll.edge.write.Change;
import io.atoll.edge.write.WriteResult;
import io.atoll.edge.write.WriteTerms;
import io.atoll.edge.write.Writer;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/purges}, for operators: writes the purge into the region's log, from where it
 * reaches every region, and answers what has become of it in each; {@code GET /v1/purges/ID} asks
 * again, at any edge. {@code Prefer: wait=N} waits until every region has applied it.
 */
public final class PurgeHandler {
  private static final int BODY_BYTES_MAX = 4 << 10;
  private static final int BODY_BYTES_USUAL = 256;

  /** What was stored before is gone by then, or stale for so long that nobody may use it. */
  private static final Duration KEPT = Duration.ofDays(30);

  /** Longer than most proxies on the way wait; who wants to wait longer asks again. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);

  private static final CharSequence PREFER = HttpHeaders.createOptimized("prefer");

  private final Access access;
  private final Writer writer;
  private final PurgeIds ids;
  private final PurgeStates states;
  private final RegionId region;
  private final WallClock wall;
  private final Throttle throttle;
  private final int waitingMax;
  private final Duration waitMax;
  private final PurgeAudit audit;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param region this one
   * @param peers the others
   * @param applied what all edges of this region have applied
   * @param table the newest one known: who is expelled is not waited for
   * @param seal of the ids, the same in every region
   * @param idleMax how long a connection may be silent
   */
  public PurgeHandler(
      Vertx vertx,
      Access access,
      Writer writer,
      RegionId region,
      List<Peer> peers,
      AppliedPurges applied,
      Supplier<RoutingTable> table,
      Seal seal,
      PurgeConfig config,
      Duration idleMax,
      WallClock wall,
      MonotonicClock clock,
      MeterRegistry meters) {
    this.access = access;
    this.writer = writer;
    this.region = region;
    ids = new PurgeIds(seal);
    states = new PurgeStates(vertx, region, peers, applied, table, ids, clock);
    this.wall = wall;
    throttle = new Throttle(config.perSecondMax(), clock);
    waitingMax = config.waitingMax();
    waitMax = idleMax.compareTo(WAIT_MAX) < 0 ? idleMax : WAIT_MAX;
    audit = new PurgeAudit(clock, meters);
  }

  /** Whether this path is one of purges. */
  public static boolean owns(String path) {
    return PurgePaths.owns(path);
  }

  /** Takes a request whose path {@link #owns} said yes to. */
  public void handle(HttpExchange exchange, String path) {
    exchange.cacheStatus(CacheStatus.own("purge"));
    if (path.equals(PurgePaths.BASE)) {
      if (allows(exchange, HttpMethod.POST, "purges are made with POST") && isOperator(exchange)) {
        make(exchange);
      }
    } else if (allows(exchange, HttpMethod.GET, "what has become of a purge is read with GET")) {
      boolean here = PurgePaths.isHere(path);
      // Regions ask each other by the id alone, which only they can have made.
      if (here || isOperator(exchange)) {
        look(exchange, path, here);
      }
    }
  }

  private static boolean allows(HttpExchange exchange, HttpMethod method, String detail) {
    if (exchange.method().equals(method)) {
      return true;
    }
    exchange
        .put(HttpHeaders.ALLOW, method.name())
        .problemAndClose(Problem.of(405, "Method not known", detail));
    return false;
  }

  private boolean isOperator(HttpExchange exchange) {
    Optional<Problem> refusal = access.operator(exchange.header(HttpHeaders.AUTHORIZATION));
    refusal.ifPresent(problem -> {
      if (problem.status() == 401) {
        exchange.put("www-authenticate", "Bearer");
      }
      refuse(exchange, Outcome.REFUSED, problem);
    });
    return refusal.isEmpty();
  }

  private void refuse(HttpExchange exchange, Outcome outcome, Problem problem) {
    audit.refused(
        outcome, by(exchange), exchange.clientAddress(), problem.status(), problem.detail());
    exchange.problemAndClose(problem);
  }

  private String by(HttpExchange exchange) {
    return access.caller(exchange.header(HttpHeaders.AUTHORIZATION));
  }

  private void make(HttpExchange exchange) {
    if (!throttle.pass()) {
      exchange.retryAfterSeconds(1);
      refuse(
          exchange,
          Outcome.LIMITED,
          Problem.of(
              429,
              "Too many purges",
              "this edge takes no more of them this second (http.purges.per-second-max); purge a prefix, a host or a tag instead of many URLs"));
      return;
    }
    exchange.readBody(
        BODY_BYTES_MAX,
        BODY_BYTES_USUAL,
        body -> read(exchange, body),
        () ->
            refuse(
                exchange,
                Outcome.INVALID,
                Problem.of(
                    413,
                    "Purge too large",
                    "a purge has at most %d bytes; send one for each URL, or a prefix or a tag"
                        .formatted(BODY_BYTES_MAX))),
        () ->
            refuse(exchange, Outcome.INVALID, Problem.of(408, "Body too slow", "send it at once")));
  }

  private void read(HttpExchange exchange, Bytes body) {
    Purge purge;
    try {
      purge = PurgeRequest.parse(new JsonObject(Buffer.buffer(body.unsafeArray())));
    } catch (DecodeException | ClassCastException e) {
      invalid(exchange, "the body is no JSON object");
      return;
    } catch (IllegalArgumentException e) {
      invalid(exchange, String.valueOf(e.getMessage()));
      return;
    }
    exchange.await(
        write(purge),
        result -> written(exchange, purge, result),
        failure -> unconfirmed(exchange, purge, failure));
  }

  private Future<WriteResult> write(Purge purge) {
    Change change = new Change.Put(Bytes.EMPTY, "text/plain", KEPT);
    return writer.write(purge.key(), change, WriteTerms.NONE);
  }

  /**
   * Purges in every region, in nobody's name.
   *
   * @return done when every edge of this region has applied it, or it is saved and will be; fails
   *     if the log did not confirm it
   */
  public Future<?> purge(Purge purge) {
    return write(purge)
        .compose(result ->
            switch (result) {
              case WriteResult.Visible _, WriteResult.Saved _ -> Future.succeededFuture();
              case WriteResult.Unconfirmed(Throwable reason) -> Future.failedFuture(reason);
              case WriteResult.NeedsView(Throwable reason) -> Future.failedFuture(reason);
              case WriteResult.PreconditionFailed(), WriteResult.Unjudged _ ->
                  throw new IllegalStateException("a purge has no condition, but one was judged");
            });
  }

  private void invalid(HttpExchange exchange, String detail) {
    audit.refused(Outcome.INVALID, by(exchange), exchange.clientAddress(), 400, detail);
    exchange.problem(Problem.of(400, "Bad purge", detail));
  }

  private void written(HttpExchange exchange, Purge purge, WriteResult result) {
    switch (result) {
      case WriteResult.Visible visible -> saved(exchange, purge, visible.position(), true);
      case WriteResult.Saved saved -> saved(exchange, purge, saved.position(), false);
      case WriteResult.Unconfirmed unconfirmed ->
          unconfirmed(exchange, purge, unconfirmed.reason());
      case WriteResult.NeedsView needsView -> unconfirmed(exchange, purge, needsView.reason());
      case WriteResult.PreconditionFailed(), WriteResult.Unjudged _ ->
          throw new IllegalStateException("a purge has no condition, but one was judged");
    }
  }

  private void saved(HttpExchange exchange, Purge purge, Position position, boolean applied) {
    String id = ids.of(position);
    audit.purge(
        applied ? Outcome.APPLIED : Outcome.SAVED,
        purge,
        by(exchange),
        exchange.clientAddress(),
        id,
        null);
    Duration patience = Preference.wait(exchange.headers(PREFER), waitMax);
    if (patience.isZero() || !mayWait(exchange)) {
      SortedMap<RegionId, RegionState> known = states.known(position);
      if (applied && !(known.get(region) instanceof RegionState.Applied)) {
        known.put(region, new RegionState.Applied(wall.millis()));
      }
      new PurgeAnswer(id, purge, position, known).send(exchange, Duration.ZERO);
    } else {
      answer(exchange, id, purge, position, patience);
    }
  }

  /** Takes one of the places for those who wait, until the exchange is over. */
  private boolean mayWait(HttpExchange exchange) {
    if (waiting.incrementAndGet() > waitingMax) {
      waiting.decrementAndGet();
      return false;
    }
    exchange.atEnd(waiting::decrementAndGet);
    return true;
  }

  private void answer(
      HttpExchange exchange, String id, @Nullable Purge purge, Position at, Duration patience) {
    exchange.await(
        states.ask(at, patience),
        regions -> new PurgeAnswer(id, purge, at, regions).send(exchange, patience),
        failure -> {
          throw new IllegalStateException("expected states whatever happens", failure);
        });
  }

  private void look(HttpExchange exchange, String path, boolean here) {
    String id = PurgePaths.id(path);
    Optional<Position> position = id == null ? Optional.empty() : ids.position(id);
    if (id == null || position.isEmpty()) {
      exchange.problem(
          Problem.of(
              404,
              "Unknown purge",
              "no purge has this id, or the keys that the regions share have changed since; ids are in the answers to POST "
                  + PurgePaths.BASE));
      return;
    }
    if (here) {
      exchange.await(
          states.here(position.get(), PurgePaths.wait(exchange.parameter("wait"))),
          state ->
              exchange
                  .put(HttpHeaders.CONTENT_TYPE, "application/json")
                  .put(HttpHeaders.CACHE_CONTROL, "no-store")
                  .end(200, state.json().put("region", region.value()).toBuffer()),
          failure -> {
            throw new IllegalStateException("expected a state whatever happens", failure);
          });
      return;
    }
    Duration wished = Preference.wait(exchange.headers(PREFER), waitMax);
    Duration patience = wished.isZero() || !mayWait(exchange) ? Duration.ZERO : wished;
    answer(exchange, id, null, position.get(), patience);
  }

  private void unconfirmed(HttpExchange exchange, Purge purge, Throwable reason) {
    audit.purge(Outcome.FAILED, purge, by(exchange), exchange.clientAddress(), null, reason);
    exchange
        .retryAfterSeconds(1)
        .problem(
            Problem.of(
                503, "Log unavailable", "the region's log did not confirm the purge; try again"));
  }

  /** Closes its connections to other regions. */
  public Future<Void> close() {
    return states.close();
  }
}
