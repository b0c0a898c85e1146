package io.atoll.controller.membership;

import io.atoll.controller.wire.Gossip;
import io.atoll.core.region.RegionId;
import io.atoll.runtime.app.Service;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every other controller, round after round, what it knows. */
public final class GossipPuller implements Service {
  private static final Logger log = LoggerFactory.getLogger(GossipPuller.class);

  private final Vertx vertx;
  private final Context context;
  private final Map<RegionId, URI> peers;
  private final Duration interval;
  private final Fetcher fetcher;
  private final MeterRegistry meters;
  private final Consumer<Gossip> listener;
  private long timer = -1;

  /**
   * @param peers base addresses of the other controllers
   * @param limit how long one may take to answer
   * @param context where the listener is called; it must not block
   */
  public GossipPuller(
      Vertx vertx,
      Context context,
      Map<RegionId, URI> peers,
      Duration interval,
      Duration limit,
      MeterRegistry meters,
      Consumer<Gossip> listener) {
    this.vertx = vertx;
    this.context = context;
    this.peers = new TreeMap<>(peers);
    this.interval = interval;
    this.fetcher = new Fetcher(vertx, limit);
    this.meters = meters;
    this.listener = listener;
  }

  @Override
  public String name() {
    return "gossip";
  }

  @Override
  public Future<Void> start() {
    context.runOnContext(_ -> {
      timer = vertx.setPeriodic(0, interval.toMillis(), _ -> peers.forEach(this::pull));
    });
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    context.runOnContext(_ -> vertx.cancelTimer(timer));
    return fetcher.close();
  }

  private void pull(RegionId peer, URI base) {
    fetcher
        .get(base + "/v1/observations")
        .map(answer -> {
          if (answer.status() != 200) {
            throw new IllegalStateException("status " + answer.status());
          }
          return Gossip.read(answer.body().toJsonObject());
        })
        .onSuccess(gossip -> {
          pulls(peer, "success").increment();
          context.runOnContext(_ -> listener.accept(gossip));
        })
        .onFailure(e -> {
          pulls(peer, "failure").increment();
          log.atDebug().addKeyValue("peer", peer).setCause(e).log("no gossip");
        });
  }

  private Counter pulls(RegionId peer, String outcome) {
    return Counter.builder("atoll_controller_gossip_pulls_total")
        .description("Questions to another controller for what it knows")
        .tag("peer", peer.value())
        .tag("outcome", outcome)
        .register(meters);
  }
}
