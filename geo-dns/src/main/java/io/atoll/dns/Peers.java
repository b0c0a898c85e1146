package io.atoll.dns;

import io.atoll.dns.answer.Heard;
import io.atoll.dns.answer.Report;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.net.HttpClients;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks other name servers every few seconds how many answers they give, each by itself, so that one
 * that hangs keeps nobody else from being heard.
 */
final class Peers implements Service {
  /** Half of the time between two measurements. */
  private static final Duration EVERY = Duration.ofSeconds(5);

  private static final Duration ANSWER_MAX = Duration.ofSeconds(3);
  private static final int BODY_BYTES_MAX = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(Peers.class);

  private final Vertx vertx;
  private final String own;
  private final List<URI> peers;
  private final Heard heard;
  private final Counter answered;
  private final Counter failed;
  private final HttpClient client;

  /** Who is being asked, and who failed last; used on one event loop only. */
  private final Set<URI> asked = new HashSet<>();

  private final Set<URI> silent = new HashSet<>();
  private volatile long timer;

  /**
   * @param own the name of this one
   * @param peers base addresses of the others' admin endpoints
   */
  Peers(Vertx vertx, String own, List<URI> peers, Heard heard, MeterRegistry meters) {
    this.vertx = vertx;
    this.own = own;
    this.peers = List.copyOf(peers);
    this.heard = heard;
    heard.expect(peers.stream().map(URI::toString).toList());
    this.answered = polls(meters, "heard");
    this.failed = polls(meters, "failed");
    Gauge.builder("atoll_dns_peers_heard", heard, Heard::counting)
        .description("Other name servers whose answers count for what regions can bear")
        .register(meters);
    this.client =
        HttpClients.of(
            vertx,
            new HttpClientOptions().setConnectTimeout((int) ANSWER_MAX.toMillis()),
            new PoolOptions());
  }

  private static Counter polls(MeterRegistry meters, String outcome) {
    return Counter.builder("atoll_dns_peer_polls_total")
        .description("Questions to other name servers about the answers that they give")
        .tag("outcome", outcome)
        .register(meters);
  }

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public Future<Void> start() {
    if (!peers.isEmpty()) {
      vertx
          .getOrCreateContext()
          .runOnContext(_ -> {
            askAll();
            timer = vertx.setPeriodic(EVERY.toMillis(), _ -> askAll());
          });
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return client.close();
  }

  private void askAll() {
    for (URI peer : peers) {
      if (asked.add(peer)) {
        ask(peer)
            .timeout(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
            .onComplete(told -> {
              asked.remove(peer);
              if (told.succeeded()) {
                hear(peer, told.result());
              } else {
                miss(peer, told.cause());
              }
            });
      }
    }
  }

  private Future<JsonObject> ask(URI peer) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(peer + "/v1/dns/rates")
            .setIdleTimeout(ANSWER_MAX.toMillis());
    return client.request(options).compose(HttpClientRequest::send).compose(Peers::read);
  }

  private static Future<JsonObject> read(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      response.request().reset();
      return Future.failedFuture("status " + response.statusCode());
    }
    Promise<JsonObject> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(part -> {
      if (body.length() + part.length() > BODY_BYTES_MAX) {
        whole.tryFail("an answer of more than %d bytes".formatted(BODY_BYTES_MAX));
        response.request().reset();
      } else {
        body.appendBuffer(part);
      }
    });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(_ -> {
      try {
        whole.tryComplete(body.toJsonObject());
      } catch (RuntimeException e) {
        whole.tryFail(e);
      }
    });
    return whole.future();
  }

  private void hear(URI peer, JsonObject told) {
    String server = told.getString("server", "");
    if (server.equals(own)) {
      miss(peer, new IllegalArgumentException("it is this name server; take it out of peers"));
      return;
    }
    try {
      heard.hear(peer.toString(), server, Report.read(told));
    } catch (RuntimeException e) {
      miss(peer, e);
      return;
    }
    answered.increment();
    if (silent.remove(peer)) {
      log.atInfo().addKeyValue("peer", peer).log("another name server is heard again");
    }
  }

  private void miss(URI peer, Throwable cause) {
    failed.increment();
    if (silent.add(peer)) {
      log.atWarn()
          .addKeyValue("peer", peer)
          .setCause(cause)
          .log("another name server isn't heard; it counts by what it told last, for a while");
    }
  }
}
