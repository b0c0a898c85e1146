package io.atoll.edge.invalidate;

import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.peer.Peer;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Another region, asked what has become of a purge there. It answers once the purge is applied, or
 * after a short while that it is not; one edge that is silent leaves time for the next.
 */
final class PurgeWitness {
  /** How long an edge waits before it says that nothing has happened. */
  static final long ROUND_MILLIS_MAX = 2_000;

  /** For the way there and back. */
  private static final long ANSWER_MILLIS_MAX = 1_000;

  private static final long RETRY_MILLIS = 50;

  private final Vertx vertx;
  private final HttpClient client;
  private final Peer peer;
  private final MonotonicClock clock;
  private final AtomicInteger next = new AtomicInteger();

  PurgeWitness(Vertx vertx, HttpClient client, Peer peer, MonotonicClock clock) {
    this.vertx = vertx;
    this.client = client;
    this.peer = peer;
    this.clock = clock;
  }

  /**
   * Asks at least once, and until the purge is applied or the time is over.
   *
   * @param id of the purge
   * @return never fails
   */
  Future<RegionState> ask(String id, long deadlineNanos) {
    HostPort edge = peer.edges().get(Math.floorMod(next.get(), peer.edges().size()));
    long waitMillis = Math.min(ROUND_MILLIS_MAX, leftMillis(deadlineNanos));
    return ask(edge, id, waitMillis)
        .timeout(waitMillis + ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS)
        .recover(failure -> {
          next.incrementAndGet();
          return Future.succeededFuture(
              new RegionState.Pending("edge %s did not say: %s".formatted(edge, failure)));
        })
        .compose(state -> {
          if (state instanceof RegionState.Applied || leftMillis(deadlineNanos) == 0) {
            return Future.succeededFuture(state);
          }
          return vertx
              .timer(RETRY_MILLIS, TimeUnit.MILLISECONDS)
              .compose(_ -> ask(id, deadlineNanos));
        });
  }

  private long leftMillis(long deadlineNanos) {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - clock.nanos()));
  }

  private Future<RegionState> ask(HostPort edge, String id, long waitMillis) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(edge.host())
            .setPort(edge.port())
            .setURI(PurgePaths.here(id, waitMillis));
    return client
        .request(options)
        .compose(request -> request.send())
        .compose((HttpClientResponse response) ->
            response.body().map(body -> read(response.statusCode(), body)));
  }

  private static RegionState read(int status, Buffer body) {
    if (status != 200) {
      throw new IllegalStateException("status " + status);
    }
    try {
      JsonObject json = new JsonObject(body);
      String at = json.getString("at");
      return "applied".equals(json.getString("state"))
          ? new RegionState.Applied(at == null ? null : Instant.parse(at).toEpochMilli())
          : new RegionState.Pending(json.getString("reason", "not yet"));
    } catch (DecodeException | ClassCastException | DateTimeParseException e) {
      throw new IllegalStateException("an answer that can't be read", e);
    }
  }
}
