package io.atoll.controller.membership;

import io.atoll.controller.control.Replicators;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.json.RoutingTableJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** Asks regions' replicators over HTTP. */
public final class AskedReplicators implements Replicators, Service {
  /**
   * A replicator reads the positions of all mirrors to answer. One that is gone, as an expelled
   * region's is, must not take as long as operators wait for the whole.
   */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(4);

  private final Map<RegionId, URI> replicators;
  private final Fetcher fetcher;

  /**
   * Connects when it is asked.
   *
   * @param replicators base addresses by region
   */
  public AskedReplicators(Vertx vertx, Map<RegionId, URI> replicators) {
    this.replicators = Map.copyOf(replicators);
    fetcher = new Fetcher(vertx, ANSWER_MAX);
  }

  @Override
  public String name() {
    return "replicators";
  }

  @Override
  public Future<Void> start() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    return fetcher.close();
  }

  @Override
  public Future<SortedSet<IncarnationId>> lives(RegionId asked, RegionId of) {
    return get(asked, "/v1/replication/lives/" + of)
        .map(body -> RoutingTableJson.readLives(body.getJsonArray("lives", new JsonArray())));
  }

  @Override
  public Future<Report> report(RegionId region) {
    return get(region, "/v1/replication/status")
        .map(body ->
            new Report(
                Optional.ofNullable(body.getString("incarnation")).map(IncarnationId::parse),
                body.getBoolean("ready", false),
                body.getString("reason", "")));
  }

  private Future<JsonObject> get(RegionId region, String path) {
    return fetcher
        .get(replicators.get(region) + path)
        .compose(answer ->
            answer.status() == 200
                ? Future.succeededFuture(answer.body().toJsonObject())
                : Future.failedFuture("status " + answer.status()));
  }
}
