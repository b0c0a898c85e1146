package io.atoll.replication;

import io.atoll.runtime.access.Access;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code POST /v1/replication/reseed}: the region forgets everything and this process ends; started
 * again, it is filled by the other regions.
 */
final class ReseedRoutes {
  private final Vertx vertx;
  private final Replicator replicator;
  private final Access access;
  private final Runnable end;

  /**
   * The route.
   *
   * @param end ends this process, which is started again by whoever looks after it
   */
  ReseedRoutes(Vertx vertx, Replicator replicator, Access access, Runnable end) {
    this.vertx = vertx;
    this.replicator = replicator;
    this.access = access;
    this.end = end;
  }

  void on(Router router) {
    router.post("/v1/replication/reseed").handler(access.requireOperator()).handler(this::reseed);
  }

  private void reseed(RoutingContext context) {
    vertx
        .executeBlocking(replicator::reseed, false)
        .onSuccess(kept ->
            context
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(
                    new JsonObject()
                        .put("region", replicator.members().own().value())
                        .put("kept", kept)
                        .toBuffer())
                .onComplete(_ -> end.run()))
        .onFailure(e ->
            Problem.of(409, "Not reseeded", String.valueOf(e.getMessage()))
                .send(context.response()));
  }
}
