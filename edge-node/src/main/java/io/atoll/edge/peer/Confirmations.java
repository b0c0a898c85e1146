package io.atoll.edge.peer;

import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.session.SessionTokens;
import io.atoll.runtime.net.HttpClients;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Waits until another region has what was written here. All of them are asked; each answers once it
 * has applied the write, and it applies only what is committed in its mirror: from then on no
 * single region's loss loses the write.
 */
public final class Confirmations {
  private static final int CONNECTIONS_PER_EDGE = 32;
  private static final Duration CONNECT_MAX = Duration.ofSeconds(1);

  private final HttpClient client;
  private final SortedMap<RegionId, Witness> witnesses = new TreeMap<>();
  private final Predicate<RegionId> counts;
  private final Duration patience;
  private final MonotonicClock clock;
  private final Timer waits;
  private final Counter late;

  /** A write that waits. Several witnesses may confirm it; the first counts. */
  record Waiting(Position position, long deadlineNanos, Promise<Boolean> promise) {
    boolean isOver(long nowNanos) {
      return promise.future().isComplete() || nowNanos - deadlineNanos >= 0;
    }
  }

  /**
   * @param counts whether what a region has is there to stay: an expelled one forgets it
   * @param patience how long a write waits
   */
  public Confirmations(
      Vertx vertx,
      List<Peer> peers,
      Predicate<RegionId> counts,
      SessionTokens tokens,
      Duration patience,
      MonotonicClock clock,
      MeterRegistry meters) {
    this.counts = counts;
    this.patience = patience;
    this.clock = clock;
    client =
        HttpClients.of(
            vertx,
            new HttpClientOptions().setConnectTimeout((int) CONNECT_MAX.toMillis()),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_EDGE));
    for (Peer peer : peers) {
      if (!peer.edges().isEmpty()) {
        witnesses.put(peer.region(), new Witness(vertx, client, peer, tokens, clock));
      }
    }
    waits = Timer.builder("atoll_edge_remote_wait_seconds").register(meters);
    late = meters.counter("atoll_edge_remote_late");
  }

  /** Whether there is another region at all. */
  public boolean isPossible() {
    return witnesses.keySet().stream().anyMatch(counts);
  }

  /** How long a write waits. */
  public Duration patience() {
    return patience;
  }

  /**
   * Waits for a write that is saved here.
   *
   * @return false: nobody confirmed it in time; never fails
   */
  public Future<Boolean> await(Position position) {
    long start = clock.nanos();
    Waiting waiting = new Waiting(position, start + patience.toNanos(), Promise.promise());
    witnesses.forEach((region, witness) -> {
      if (counts.test(region)) {
        witness.ask(waiting);
      }
    });
    return waiting
        .promise
        .future()
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .otherwise(false)
        .onSuccess(confirmed -> {
          waiting.promise.tryComplete(false);
          if (confirmed) {
            waits.record(clock.nanos() - start, TimeUnit.NANOSECONDS);
          } else {
            late.increment();
          }
        });
  }

  /** Closes its connections. */
  public Future<Void> close() {
    return client.close();
  }
}
