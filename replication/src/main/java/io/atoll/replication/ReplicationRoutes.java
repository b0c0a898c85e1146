package io.atoll.replication;

import io.atoll.core.position.Watermark;
import io.atoll.replication.apply.ApplierStatus;
import io.atoll.replication.mirror.LinkStatus;
import io.atoll.replication.mirror.kafka.MirrorLink;
import io.atoll.replication.redis.RedisViewWriter;
import io.atoll.runtime.admin.Readiness;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * What a replicator shows on its admin address: {@code /v1/replication/status}, and {@code
 * /v1/replication/digest}, which reads every cell and so costs as much as they are.
 */
final class ReplicationRoutes {
  /** How often a digest begins again because the watermark moved meanwhile. */
  private static final int DIGEST_ATTEMPTS = 5;

  private final Replicator replicator;

  ReplicationRoutes(Replicator replicator) {
    this.replicator = replicator;
  }

  void on(Router router) {
    router.get("/v1/replication/status").handler(this::status);
    router.get("/v1/replication/digest").handler(this::digest);
  }

  private void status(RoutingContext context) {
    Readiness readiness = replicator.readiness();
    JsonObject body =
        new JsonObject()
            .put("region", replicator.members().own().value())
            .put("ready", readiness.ready())
            .put("reason", readiness.detail());
    Running running = replicator.running();
    JsonArray links = new JsonArray();
    JsonArray partitions = new JsonArray();
    if (running != null) {
      body.put("incarnation", running.own().toString());
      running.links().stream().map(this::link).forEach(links::add);
      running.appliersHeld().stream()
          .map(applier -> partition(applier).put("visible", visible(running, applier.partition())))
          .forEach(partitions::add);
    }
    answer(context, body.put("links", links).put("partitions", partitions));
  }

  private JsonObject link(MirrorLink of) {
    LinkStatus link = of.status();
    JsonArray partitions = new JsonArray();
    for (LinkStatus.Partition partition : link.partitions()) {
      partitions.add(
          new JsonObject()
              .put("partition", partition.partition())
              .put("nextOffset", partition.nextOffset())
              .put("endOffset", partition.endOffset())
              .put("lagRecords", partition.lagRecords())
              .put("lagMillis", partition.lagMillis())
              .put("problem", partition.problem()));
    }
    return new JsonObject()
        .put("source", link.source().value())
        .put("state", link.state().text())
        .put("reason", link.reason())
        .put("lagRecords", link.isLagKnown() ? link.lagRecords() : null)
        .put("lagMillis", link.isLagKnown() ? link.lagMillis() : null)
        .put("silentMillis", link.silentMillis())
        .put("settings", LinkRoutes.json(of.settings()))
        .put("partitions", partitions);
  }

  private JsonObject partition(ApplierStatus status) {
    return new JsonObject()
        .put("partition", status.partition())
        .put("state", status.state().text())
        .put("reason", status.reason())
        .put("watermark", watermark(status.watermark()))
        .put("lagRecords", status.lagRecords());
  }

  private static JsonObject visible(Running running, int partition) {
    JsonObject json = new JsonObject();
    running
        .appliers()
        .recentLag(partition)
        .forEach((source, lag) ->
            json.put(
                source.value(),
                new JsonObject()
                    .put("count", lag.count())
                    .put("p50Millis", lag.p50Millis())
                    .put("p99Millis", lag.p99Millis())
                    .put("maxMillis", lag.maxMillis())));
    return json;
  }

  static JsonObject watermark(Watermark watermark) {
    JsonObject json = new JsonObject();
    watermark.nextOffsets().forEach((incarnation, next) -> json.put(incarnation.toString(), next));
    return json;
  }

  private void digest(RoutingContext context) {
    List<Future<Digest.Result>> parts = new ArrayList<>();
    List<RedisViewWriter> stored = replicator.stored();
    for (int partition = 0; partition < stored.size(); partition++) {
      parts.add(digest(partition, stored.get(partition), DIGEST_ATTEMPTS));
    }
    Future.all(parts)
        .onSuccess(all -> {
          JsonArray partitions = new JsonArray();
          all.<Digest.Result>list()
              .forEach(result ->
                  partitions.add(
                      new JsonObject()
                          .put("partition", result.partition())
                          .put("watermark", watermark(result.watermark()))
                          .put("cells", result.cells())
                          .put("digest", result.digest())));
          answer(
              context,
              new JsonObject()
                  .put("region", replicator.members().own().value())
                  .put("partitions", partitions));
        })
        .onFailure(e ->
            Problem.of(503, "No digest now", String.valueOf(e.getMessage()))
                .send(context.response()));
  }

  private static Future<Digest.Result> digest(int partition, RedisViewWriter stored, int attempts) {
    return watermark(partition, stored)
        .compose(before -> {
          Digest digest = new Digest();
          return addFrom("0", stored, digest)
              .compose(_ -> watermark(partition, stored))
              .compose(after -> {
                if (after.equals(before)) {
                  return Future.succeededFuture(digest.result(partition, after));
                }
                return attempts > 1
                    ? digest(partition, stored, attempts - 1)
                    : Future.failedFuture(
                        "partition %d changed during each of %d attempts; try again when fewer writes come"
                            .formatted(partition, DIGEST_ATTEMPTS));
              });
        });
  }

  static Future<Watermark> watermark(int partition, RedisViewWriter stored) {
    return stored
        .inspect()
        .compose(held -> {
          RedisViewWriter.Loaded loaded = held.loaded();
          return loaded != null && loaded.adopted()
              ? Future.succeededFuture(loaded.watermark())
              : Future.failedFuture("Redis does not hold partition %d".formatted(partition));
        });
  }

  private static Future<Void> addFrom(String cursor, RedisViewWriter stored, Digest digest) {
    return stored
        .someCells(cursor)
        .compose(page -> {
          digest.add(page.cells());
          return page.isLast() ? Future.succeededFuture() : addFrom(page.next(), stored, digest);
        });
  }

  private static void answer(RoutingContext context, JsonObject body) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(body.toBuffer());
  }
}
