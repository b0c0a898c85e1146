package io.atoll.replication;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.runtime.json.RoutingTableJson;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.SortedSet;

/**
 * {@code GET /v1/replication/lives/REGION}: the lives of a region's log that this one knows of. Any
 * replicator of the region can tell.
 */
final class LivesRoutes {
  private final Vertx vertx;
  private final Replicator replicator;

  LivesRoutes(Vertx vertx, Replicator replicator) {
    this.vertx = vertx;
    this.replicator = replicator;
  }

  void on(Router router) {
    router.get("/v1/replication/lives/:region").handler(this::lives);
  }

  private void lives(RoutingContext context) {
    RegionId region;
    try {
      region = RegionId.of(String.valueOf(context.pathParam("region")));
    } catch (IllegalArgumentException e) {
      Problem.of(400, "Bad region", String.valueOf(e.getMessage())).send(context.response());
      return;
    }
    vertx
        .executeBlocking(() -> replicator.lives(region), false)
        .onSuccess(lives -> answer(context, region, lives))
        .onFailure(e ->
            Problem.of(503, "Not known now", "Kafka did not say: " + e.getMessage())
                .send(context.response()));
  }

  private static void answer(
      RoutingContext context, RegionId region, SortedSet<IncarnationId> lives) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(
            new JsonObject()
                .put("region", region.value())
                .put("lives", RoutingTableJson.writeLives(lives))
                .toBuffer());
  }
}
