package io.atoll.edge.peer;

import io.atoll.core.time.HybridTimestamp;
import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.peer.Confirmations.Waiting;
import io.atoll.edge.session.Session;
import io.atoll.edge.session.SessionTokens;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Another region, asked whether it has writes of this one, in <em>rounds</em>: one request for all
 * writes that came since the last one began, by the token of a session that made them. Alone, a
 * write waits for nobody; among many, the region is asked seldom. A round that fails is followed by
 * another through the next edge, for the writes that still wait. Safe for use by many threads.
 */
final class Witness {
  /** Where a region says that it has what a token is about. */
  private static final String PATH = "/v1/session";

  /** Under way at one time; writes that come meanwhile go together in the next. */
  private static final int ROUNDS_MAX = 16;

  /** Writes in one round: what a token holds is bounded by the partitions anyway. */
  private static final int TOGETHER_MAX = 1_024;

  private static final CharSequence ATOLL_SESSION = HttpHeaders.createOptimized("atoll-session");
  private static final long RETRY_MILLIS = 50;

  /** A round's own bound, so that an edge that hangs leaves time for another. */
  private static final long ROUND_MILLIS_MAX = 2_000;

  private final Vertx vertx;
  private final HttpClient client;
  private final List<HostPort> edges;
  private final SessionTokens tokens;
  private final MonotonicClock clock;
  private final List<Waiting> waiting = new ArrayList<>();
  private int rounds;
  private int edge;

  Witness(Vertx vertx, HttpClient client, Peer peer, SessionTokens tokens, MonotonicClock clock) {
    this.vertx = vertx;
    this.client = client;
    this.edges = peer.edges();
    this.tokens = tokens;
    this.clock = clock;
  }

  /** Completes it with true once the region has it. */
  void ask(Waiting write) {
    synchronized (this) {
      waiting.add(write);
    }
    begin();
  }

  private void begin() {
    List<Waiting> round = new ArrayList<>();
    HostPort asked;
    synchronized (this) {
      long now = clock.nanos();
      waiting.removeIf(write -> write.isOver(now));
      if (waiting.isEmpty() || rounds >= ROUNDS_MAX) {
        return;
      }
      rounds++;
      List<Waiting> first = waiting.subList(0, Math.min(TOGETHER_MAX, waiting.size()));
      round.addAll(first);
      first.clear();
      asked = edges.get(edge);
    }
    ask(asked, round).onComplete(answer -> end(round, answer.succeeded() && answer.result()));
  }

  private Future<Boolean> ask(HostPort asked, List<Waiting> round) {
    Session all = Session.NONE;
    for (Waiting write : round) {
      all = all.merge(Session.ofWrite(write.position(), HybridTimestamp.ZERO));
    }
    Optional<String> token = tokens.seal(all);
    if (token.isEmpty()) {
      return Future.failedFuture(
          new IllegalStateException("expected room for one incarnation of every partition"));
    }
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(asked.host())
            .setPort(asked.port())
            .setURI(PATH)
            .putHeader(ATOLL_SESSION, token.get());
    return client
        .request(options)
        .compose(request -> request.send())
        .compose(Witness::isYes)
        .timeout(ROUND_MILLIS_MAX, TimeUnit.MILLISECONDS);
  }

  private static Future<Boolean> isYes(HttpClientResponse response) {
    return response.body().map(_ -> response.statusCode() == 204);
  }

  private void end(List<Waiting> round, boolean confirmed) {
    if (confirmed) {
      round.forEach(write -> write.promise().tryComplete(true));
    }
    synchronized (this) {
      rounds--;
      if (!confirmed) {
        edge = (edge + 1) % edges.size();
        waiting.addAll(0, round);
      }
    }
    if (confirmed) {
      begin();
    } else {
      vertx.setTimer(RETRY_MILLIS, _ -> begin());
    }
  }
}
