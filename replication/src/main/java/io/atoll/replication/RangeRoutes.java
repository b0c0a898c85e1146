package io.atoll.replication;

import io.atoll.core.position.Watermark;
import io.atoll.replication.cell.Part;
import io.atoll.replication.redis.RedisViewWriter;
import io.atoll.replication.verify.Ranges;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.stream.IntStream;

/**
 * What whoever compares regions asks for: {@code GET /v1/replication/ranges/PARTITION} gives a
 * digest for every range of keys, {@code .../RANGE} one for every cell of a range, both recomputed
 * from what Redis holds. {@code POST /v1/replication/partitions/PARTITION/reload} fills a partition
 * anew.
 */
final class RangeRoutes {
  private final Replicator replicator;
  private final Access access;

  RangeRoutes(Replicator replicator, Access access) {
    this.replicator = replicator;
    this.access = access;
  }

  void on(Router router) {
    router.get("/v1/replication/ranges/:partition").handler(this::ranges);
    router.get("/v1/replication/ranges/:partition/:range").handler(this::cells);
    router
        .post("/v1/replication/partitions/:partition/reload")
        .handler(access.requireOperator())
        .handler(this::reload);
  }

  private void ranges(RoutingContext context) {
    int partition = number(context, "partition", replicator.stored().size());
    if (partition >= 0) {
      look(
          context,
          partition,
          (body, ranges) -> {
            JsonObject digests = new JsonObject();
            IntStream.range(0, Ranges.COUNT)
                .forEach(range -> digests.put(Integer.toString(range), ranges.digest(range)));
            body.put("cells", ranges.size()).put("digests", digests);
          });
    }
  }

  private void cells(RoutingContext context) {
    int partition = number(context, "partition", replicator.stored().size());
    int range = partition < 0 ? -1 : number(context, "range", Ranges.COUNT);
    if (range >= 0) {
      look(
          context,
          partition,
          (body, ranges) -> {
            JsonObject digests = new JsonObject();
            ranges.cells(range).forEach(digests::put);
            body.put("cells", digests.size()).put("digests", digests);
          });
    }
  }

  /** A path's number from 0 to below the bound; -1: it is none, and the answer is given. */
  private static int number(RoutingContext context, String name, int bound) {
    String text = String.valueOf(context.pathParam(name));
    if (text.matches("[0-9]{1,6}") && Integer.parseInt(text) < bound) {
      return Integer.parseInt(text);
    }
    Problem.of(
            404,
            "Not there",
            "%s '%s' is not a number from 0 to %d".formatted(name, text, bound - 1))
        .send(context.response());
    return -1;
  }

  /** Puts what was asked for beside the watermark. */
  @FunctionalInterface
  private interface Detail {
    void addTo(JsonObject body, Ranges ranges);
  }

  private void look(RoutingContext context, int partition, Detail detail) {
    RedisViewWriter stored = replicator.stored().get(partition);
    Ranges ranges = new Ranges();
    ReplicationRoutes.watermark(partition, stored)
        .compose(watermark -> addFrom("0", stored, ranges).map(watermark))
        .onSuccess(watermark -> answer(context, partition, watermark, ranges, detail))
        .onFailure(e ->
            Problem.of(503, "No digests now", String.valueOf(e.getMessage()))
                .send(context.response()));
  }

  private static Future<Void> addFrom(String cursor, RedisViewWriter stored, Ranges ranges) {
    return stored
        .someStoredCells(cursor)
        .compose(page -> {
          page.cells()
              .forEach((name, cell) -> {
                // Attempts are forgotten in every region at its own time.
                if (!(name.part() instanceof Part.Attempted)) {
                  ranges.add(name.toString(), Digest.of(name, cell));
                }
              });
          return page.isLast() ? Future.succeededFuture() : addFrom(page.next(), stored, ranges);
        });
  }

  private void answer(
      RoutingContext context, int partition, Watermark watermark, Ranges ranges, Detail detail) {
    JsonObject body =
        new JsonObject()
            .put("region", replicator.members().own().value())
            .put("partition", partition)
            .put("watermark", ReplicationRoutes.watermark(watermark));
    detail.addTo(body, ranges);
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(body.toBuffer());
  }

  private void reload(RoutingContext context) {
    int partition = number(context, "partition", replicator.stored().size());
    if (partition < 0) {
      return;
    }
    Running running = replicator.running();
    if (running == null || !running.partitions().contains(partition)) {
      Problem.of(
              409,
              "Not here",
              "this replicator has no lease for partition %d; ask the region's other one"
                  .formatted(partition))
          .send(context.response());
      return;
    }
    running.appliers().reload(partition);
    context.response().setStatusCode(202).end();
  }
}
