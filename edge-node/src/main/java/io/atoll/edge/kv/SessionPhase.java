package io.atoll.edge.kv;

import static java.util.stream.Collectors.toSet;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.Leases;
import io.atoll.edge.peer.PeerReads;
import io.atoll.edge.server.Exchange;
import io.atoll.edge.session.ClientSession;
import io.atoll.edge.session.SessionTokens;
import io.atoll.edge.session.SessionTokens.Opened;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a client was promised: reads its token, and lets a request wait until this region
 * shows nothing older than what the client has seen. A read for which that takes too long is handed
 * on to another region.
 */
public final class SessionPhase {
  private static final CharSequence ATOLL_CONSISTENCY =
      HttpHeaders.createOptimized("atoll-consistency");
  private static final CharSequence BEHIND =
      HttpHeaders.createOptimized("atoll; fwd=miss; detail=behind-session");

  /** Whose own clock is further ahead than this is wrong, and no write is to follow it. */
  private static final Duration AHEAD_MAX = Duration.ofMinutes(1);

  private final SessionTokens tokens;
  private final Leases leases;
  private final PeerPhase peers;
  private final Duration patience;
  private final WallClock wall;
  private final SessionMetrics metrics;

  /**
   * @param patience how long a request waits for this region
   */
  public SessionPhase(
      SessionTokens tokens,
      Leases leases,
      PeerPhase peers,
      Duration patience,
      WallClock wall,
      SessionMetrics metrics) {
    this.tokens = tokens;
    this.leases = leases;
    this.peers = peers;
    this.patience = patience;
    this.wall = wall;
    this.metrics = metrics;
  }

  /**
   * Goes on with a read of a key when this region has reached what its client has seen there. If it
   * doesn't in time, another region answers, or nobody.
   */
  void read(Exchange exchange, Key key, Consumer<ClientSession> then) {
    ClientSession session = begin(exchange);
    if (session != null && session.isFresh()) {
      then.accept(session);
    } else if (session != null) {
      int partition = key.partition(leases.partitions());
      Map<Integer, Watermark> seen = Map.of(partition, session.seen().seen(partition));
      reach(exchange, seen, () -> then.accept(session), () -> handOn(exchange, seen));
    }
  }

  /** As above, for a read of all partitions. */
  void readAll(Exchange exchange, Consumer<ClientSession> then) {
    ClientSession session = begin(exchange);
    if (session != null) {
      Map<Integer, Watermark> seen = session.seen().seen();
      reach(exchange, seen, () -> then.accept(session), () -> handOn(exchange, seen));
    }
  }

  /** Goes on when this region has reached everything that the client has seen. */
  void confirm(Exchange exchange, Runnable then) {
    ClientSession session = begin(exchange);
    if (session != null) {
      reach(
          exchange,
          session.seen().seen(),
          then,
          () -> behind(exchange, SessionProblems.behindSession()));
    }
  }

  /** What the request says of its session; null: it was refused. */
  @Nullable ClientSession begin(Exchange exchange) {
    String consistency = exchange.header(ATOLL_CONSISTENCY);
    if (consistency != null && consistency.equals("eventual")) {
      return ClientSession.EVENTUAL;
    }
    if (consistency != null && !consistency.equals("session")) {
      KvHandler.refuse(exchange, SessionProblems.consistency(consistency));
      return null;
    }
    String token = exchange.header(SessionAnswers.ATOLL_SESSION);
    return token == null ? ClientSession.FRESH : open(exchange, token);
  }

  private @Nullable ClientSession open(Exchange exchange, String token) {
    return switch (tokens.open(token)) {
      case Opened.Valid valid when valid.session().partitions() > leases.partitions() ->
          refused(exchange, "it is of a platform with more partitions");
      case Opened.Valid valid ->
          new ClientSession(valid.session(), valid.current() ? token : null, true);
      case Opened.Refused refused -> refused(exchange, refused.why());
    };
  }

  private @Nullable ClientSession refused(Exchange exchange, String why) {
    metrics.refused();
    KvHandler.refuse(exchange, SessionProblems.sessionToken(why));
    return null;
  }

  /** What the request of a write says of its session; null: it was refused. */
  @Nullable ClientSession beginWrite(Exchange exchange) {
    ClientSession session = begin(exchange);
    if (session == null) {
      return null;
    }
    long ahead = session.newest().millis() - wall.millis();
    if (ahead > AHEAD_MAX.toMillis()) {
      metrics.refused();
      KvHandler.refuse(exchange, SessionProblems.sessionAhead(ahead, AHEAD_MAX.toMillis()));
      return null;
    }
    return session;
  }

  /**
   * Goes on with a write that depends on what is there when this region has reached what its client
   * has seen. If it doesn't in time, nothing is written.
   */
  void write(Exchange exchange, Key key, ClientSession session, Runnable then) {
    int partition = key.partition(leases.partitions());
    reach(
        exchange,
        Map.of(partition, session.seen().seen(partition)),
        then,
        () -> behind(exchange, SessionProblems.writeBehindSession()));
  }

  private void reach(
      Exchange exchange, Map<Integer, Watermark> seen, Runnable then, Runnable otherwise) {
    if (isReached(seen)) {
      then.run();
      return;
    }
    Duration wait = PeerReads.isForwarded(exchange) ? Duration.ZERO : patience;
    List<Future<Boolean>> reached =
        seen.entrySet().stream()
            .map(one -> leases.reach(one.getKey(), one.getValue(), wait))
            .toList();
    exchange.await(
        Future.all(reached),
        all -> {
          if (all.<Boolean>list().stream().allMatch(inTime -> inTime)) {
            metrics.waited();
            then.run();
          } else {
            otherwise.run();
          }
        },
        _ -> otherwise.run());
  }

  private boolean isReached(Map<Integer, Watermark> seen) {
    for (Map.Entry<Integer, Watermark> one : seen.entrySet()) {
      Watermark wanted = one.getValue();
      if (!wanted.equals(Watermark.ZERO) && !leases.isReached(one.getKey(), wanted)) {
        return false;
      }
    }
    return true;
  }

  private void handOn(Exchange exchange, Map<Integer, Watermark> seen) {
    // A region has what it wrote itself, so those come first that wrote what was seen.
    Watermark all = seen.values().stream().reduce(Watermark.ZERO, Watermark::merge);
    peers.read(
        exchange,
        all.nextOffsets().keySet().stream().map(IncarnationId::region).collect(toSet()),
        metrics::answeredByPeer,
        () -> behind(exchange, SessionProblems.behindSession()));
  }

  private void behind(Exchange exchange, Problem problem) {
    metrics.behind();
    exchange.retryAfterSeconds(1).cacheStatus(BEHIND).problem(problem);
  }
}
