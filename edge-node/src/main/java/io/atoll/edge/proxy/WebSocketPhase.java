package io.atoll.edge.proxy;

import io.atoll.edge.http.CacheStatus;
import io.atoll.edge.http.CacheStatus.Forwarded;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.HopByHop;
import io.atoll.edge.http.WebSocketHandshake;
import io.atoll.edge.proxy.WebSocketMetrics.Outcome;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.tunnel.Tunnel;
import io.atoll.edge.upstream.Handshake;
import io.atoll.edge.upstream.UpstreamAnswer;
import io.atoll.edge.upstream.UpstreamException;
import io.vertx.core.Future;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes on the handshake of a WebSocket, and what follows a good one. Bytes pass only behind a 101
 * that answers this very handshake (RFC 6455 section 4.1): whoever has an upstream say something
 * else gets that, and what it sends next is read as HTTP.
 */
final class WebSocketPhase {
  /** They frame nothing (RFC 9110 section 8.6, RFC 9112 section 6.1), or are the edge's own. */
  private static final Set<String> NOT_IN_101 = Set.of("content-length", "date", "atoll-region");

  private final WebSocketConfig config;
  private final Origins origins;
  private final ForwardPhase forward;
  private final Answers answers;
  private final String via;
  private final WebSocketMetrics metrics;
  private final AtomicInteger taken = new AtomicInteger();

  WebSocketPhase(
      WebSocketConfig config,
      Origins origins,
      ForwardPhase forward,
      Answers answers,
      String via,
      WebSocketMetrics metrics) {
    this.config = config;
    this.origins = origins;
    this.forward = forward;
    this.answers = answers;
    this.via = via;
    this.metrics = metrics;
  }

  void handle(Visit visit) {
    HttpExchange exchange = visit.exchange();
    if (RequestBody.isIn(visit.fields()) || !WebSocketHandshake.hasKey(visit.fields())) {
      metrics.count(Outcome.BAD);
      exchange.cacheStatus(CacheStatus.own("refused"));
      exchange.problemAndClose(ProxyProblems.badWebSocket());
      return;
    }
    if (taken.incrementAndGet() > config.connectionsMax()) {
      taken.decrementAndGet();
      metrics.count(Outcome.BUSY);
      exchange.cacheStatus(CacheStatus.own("busy")).retryAfterSeconds(1);
      exchange.problem(ProxyProblems.tooManyWebSockets(config.connectionsMax()));
      return;
    }
    Future<Handshake> asked =
        origins.shakeHands(visit.route(), visit.outbound(visit.allFields(), via, null));
    AtomicBoolean held = new AtomicBoolean(true);
    Runnable leave =
        () -> {
          if (held.getAndSet(false)) {
            taken.decrementAndGet();
          }
        };
    exchange.atEnd(() -> {
      leave.run();
      asked.onSuccess(Handshake::cancel);
    });
    exchange.await(
        asked,
        handshake -> answered(visit, handshake, leave),
        failure -> {
          metrics.count(Outcome.FAILED);
          forward.fail(visit, Forwarded.BYPASS, failure);
        });
  }

  private void answered(Visit visit, Handshake handshake, Runnable leave) {
    String key = String.valueOf(visit.fields().first("sec-websocket-key"));
    switch (handshake) {
      case Handshake.Switched switched when WebSocketHandshake.isAccepted(key, switched.fields()) ->
          join(visit, switched, leave);
      case Handshake.Switched _ -> {
        metrics.count(Outcome.FAILED);
        forward.fail(visit, Forwarded.BYPASS, wrongAccept(visit));
      }
      case Handshake.Declined(UpstreamAnswer answer) -> {
        leave.run();
        metrics.count(Outcome.DECLINED);
        visit.route().metrics().count(RouteMetrics.Outcome.PASS);
        answers.relay(visit, answer, cacheStatus(answer.head().status()), null);
      }
    }
  }

  private static UpstreamException wrongAccept(Visit visit) {
    return new UpstreamException(
        UpstreamException.Kind.BROKEN,
        "pool '%s' answered 101, but not to this handshake (RFC 6455 section 4.1)"
            .formatted(visit.route().config().upstream()));
  }

  private static String cacheStatus(int status) {
    return CacheStatus.forwarded(Forwarded.BYPASS, status, false, false, null);
  }

  private void join(Visit visit, Handshake.Switched switched, Runnable leave) {
    HttpExchange exchange = visit.exchange();
    Set<String> dropped = HopByHop.namesIn(switched.fields());
    FieldList fields = switched.fields().without(dropped).without(NOT_IN_101);
    fields.all().forEach(field -> exchange.answerFields().add(field.name(), field.value()));
    exchange.cacheStatus(cacheStatus(101));
    Tunnel tunnel = exchange.join(switched.end(), config.idleMax());
    metrics.joined();
    visit.route().metrics().count(RouteMetrics.Outcome.PASS);
    exchange.atEnd(() -> {
      leave.run();
      metrics.ended(tunnel.bytesToClient(), tunnel.bytesToUpstream());
    });
  }
}
