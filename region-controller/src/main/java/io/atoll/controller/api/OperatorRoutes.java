package io.atoll.controller.api;

import io.atoll.controller.control.Operator;
import io.atoll.controller.control.Operator.Answer;
import io.atoll.controller.control.Operator.Request;
import io.atoll.controller.intent.Drain;
import io.atoll.controller.table.TableFeed;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * What operators may do: {@code POST /v1/regions/{id}/drain}, {@code /restore}, {@code /expel} and
 * {@code /readmit} with {@code {"reason": ...}}, {@code PUT /v1/regions/{id}/weight} with {@code
 * {"weight": n, "reason": ...}}; {@code "force": true} overrides the safety rules.
 */
final class OperatorRoutes {
  /** A reason and two flags. */
  private static final long BODY_BYTES_MAX = 16 << 10;

  private final Operator operator;
  private final TableFeed feed;
  private final Access access;

  OperatorRoutes(Operator operator, TableFeed feed, Access access) {
    this.operator = operator;
    this.feed = feed;
    this.access = access;
  }

  void mount(Router router) {
    // Two routes: on one, the body would be read before it is known who sends it.
    router.route("/v1/regions/*").handler(access.requireOperator());
    router.route("/v1/regions/*").handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
    router.post("/v1/regions/:id/drain").handler(context -> handle(context, this::drain));
    router.post("/v1/regions/:id/restore").handler(context -> handle(context, this::restore));
    router.post("/v1/regions/:id/expel").handler(context -> handle(context, this::expel));
    router.post("/v1/regions/:id/readmit").handler(context -> handle(context, this::readmit));
    router.put("/v1/regions/:id/weight").handler(context -> handle(context, this::weigh));
  }

  private Future<Answer> drain(Request request, JsonObject body) {
    return operator.drain(request);
  }

  private Future<Answer> restore(Request request, JsonObject body) {
    return operator.restore(request);
  }

  private Future<Answer> expel(Request request, JsonObject body) {
    return operator.expel(request);
  }

  private Future<Answer> readmit(Request request, JsonObject body) {
    return operator.readmit(request);
  }

  private Future<Answer> weigh(Request request, JsonObject body) {
    Integer weight = body.getInteger("weight");
    if (weight == null || weight < 0 || weight > RegionEntry.WEIGHT_MAX) {
      throw new IllegalArgumentException(
          "weight '%s' is not a number from 0 to %d".formatted(weight, RegionEntry.WEIGHT_MAX));
    }
    return operator.weigh(request, weight);
  }

  private void handle(
      RoutingContext context, BiFunction<Request, JsonObject, Future<Answer>> action) {
    Future<Answer> answer;
    RegionId region;
    try {
      JsonObject body = body(context);
      region = RegionId.of(String.valueOf(context.pathParam("id")));
      answer = action.apply(request(region, body), body);
    } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
      Problem.of(
              400, "Bad request", e.getMessage() + "; send JSON such as {\"reason\": \"upgrade\"}")
          .send(context.response());
      return;
    }
    answer.onSuccess(given -> reply(context, region, given)).onFailure(context::fail);
  }

  private static JsonObject body(RoutingContext context) {
    JsonObject body = context.body().isEmpty() ? null : context.body().asJsonObject();
    return body == null ? new JsonObject() : body;
  }

  private static Request request(RegionId region, JsonObject body) {
    String reason = body.getString("reason", "");
    if (reason.isBlank() || reason.length() > Drain.REASON_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "reason has %d characters, expected 1 to %d"
              .formatted(reason.strip().length(), Drain.REASON_LENGTH_MAX));
    }
    return new Request(region, "operator", reason.strip(), body.getBoolean("force", false));
  }

  private void reply(RoutingContext context, RegionId region, Answer answer) {
    switch (answer) {
      case Answer.Done(var intent) ->
          Replies.json(
              context,
              new JsonObject()
                  .put("region", region.value())
                  .put("state", state(region))
                  .put("intentVersion", intent.version()));
      case Answer.UnknownRegion _ ->
          Problem.of(
                  404,
                  "Unknown region",
                  "region '%s' is not a member; members are %s"
                      .formatted(region, feed.current().regions().keySet()))
              .send(context.response());
      case Answer.LastServing _ ->
          Problem.of(
                  409,
                  "Last serving region",
                  "no region would serve users with '%s' out; restore another first, or send \"force\": true"
                      .formatted(region))
              .send(context.response());
      case Answer.LastMember _ ->
          Problem.of(
                  409,
                  "Last member",
                  "every other region is expelled, so nobody could fill '%s' again; readmit one first"
                      .formatted(region))
              .send(context.response());
      case Answer.InService _ ->
          Problem.of(
                  409,
                  "In service",
                  "region '%s' serves users, and what it wrote and others don't have yet would not count; drain it first, or send \"force\": true"
                      .formatted(region))
              .send(context.response());
      case Answer.LivesUnknown(_, var silent) ->
          Problem.of(
                  409,
                  "Incarnations unknown",
                  silent.isEmpty()
                      ? "no region has mirrored anything of '%s', so there is nothing to end"
                          .formatted(region)
                      : "the replicators of %s don't say which incarnations of '%s' they know; ask again when they answer, or send \"force\": true to end what the others know"
                          .formatted(silent, region))
              .send(context.response());
      case Answer.NotReady(_, String why) ->
          Problem.of(
                  409,
                  "Not ready",
                  "region '%s' can't be readmitted yet: %s".formatted(region, why))
              .send(context.response());
      case Answer.Unavailable(String why) ->
          Problem.of(
                  503,
                  "No majority",
                  "%s; a majority of controllers must be in touch, and what was asked for may still happen. Asking again is safe"
                      .formatted(why))
              .send(context.response());
    }
  }

  private String state(RegionId region) {
    RegionEntry entry = feed.current().regions().get(region);
    return entry == null ? "unknown" : entry.state().name().toLowerCase(Locale.ROOT);
  }
}
