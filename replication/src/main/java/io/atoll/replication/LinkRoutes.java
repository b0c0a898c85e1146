package io.atoll.replication;

import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.LinkSettings;
import io.atoll.replication.mirror.kafka.LinkSettingsTopic;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/**
 * What an operator may want of a region's links: {@code PUT /v1/replication/links/SOURCE} with any
 * of {@code paused, recordsPerSecond, bytesPerSecond}; what is not named stays. Any replicator of
 * the region takes it, and all follow.
 */
final class LinkRoutes {
  private static final int BODY_BYTES_MAX = 1_024;
  private static final String PATH = "/v1/replication/links/:source";

  private final Vertx vertx;
  private final Replicator replicator;
  private final Access access;

  LinkRoutes(Vertx vertx, Replicator replicator, Access access) {
    this.vertx = vertx;
    this.replicator = replicator;
    this.access = access;
  }

  void on(Router router) {
    // Two routes: on one, the body would be read before it is known who sends it.
    router.route(PATH).handler(access.requireOperator());
    router.route(PATH).handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
    router.put(PATH).handler(this::change);
  }

  private void change(RoutingContext context) {
    Running running = replicator.running();
    if (running == null) {
      Problem.of(503, "No links yet", "this replicator waits for Kafka; try again soon")
          .send(context.response());
      return;
    }
    RegionId source;
    LinkSettings wanted;
    try {
      source = RegionId.of(String.valueOf(context.pathParam("source")));
      wanted = wanted(running.settings().of(source), body(context));
    } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
      Problem.of(400, "Bad request", e.getMessage() + "; send JSON such as {\"paused\": true}")
          .send(context.response());
      return;
    }
    if (!replicator.members().sources().contains(source)) {
      Problem.of(
              404,
              "Unknown link",
              "%s mirrors %s, but not '%s'"
                  .formatted(replicator.members().own(), replicator.members().sources(), source))
          .send(context.response());
      return;
    }
    save(running.settings(), source, wanted)
        .onSuccess(_ -> answer(context, source, wanted))
        .onFailure(e ->
            Problem.of(503, "Not saved", "Kafka did not take it: " + e.getMessage())
                .send(context.response()));
  }

  private static JsonObject body(RoutingContext context) {
    JsonObject body = context.body().isEmpty() ? null : context.body().asJsonObject();
    return body == null ? new JsonObject() : body;
  }

  private static LinkSettings wanted(LinkSettings now, JsonObject body) {
    return new LinkSettings(
        body.getBoolean("paused", now.paused()),
        body.getLong("recordsPerSecond", now.recordsPerSecondMax()),
        body.getLong("bytesPerSecond", now.bytesPerSecondMax()));
  }

  private Future<?> save(LinkSettingsTopic settings, RegionId source, LinkSettings wanted) {
    return vertx.executeBlocking(
        () -> {
          settings.set(source, wanted);
          return null;
        },
        false);
  }

  private void answer(RoutingContext context, RegionId source, LinkSettings settings) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(
            json(settings)
                .put("region", replicator.members().own().value())
                .put("source", source.value())
                .toBuffer());
  }

  /** As it stands in a link's status too. */
  static JsonObject json(LinkSettings settings) {
    return new JsonObject()
        .put("paused", settings.paused())
        .put("recordsPerSecond", settings.recordsPerSecondMax())
        .put("bytesPerSecond", settings.bytesPerSecondMax());
  }
}
