package io.atoll.cli.platform;

import io.atoll.cli.platform.Holds.Hold;
import io.atoll.cli.platform.wan.Wan;
import io.atoll.cli.platform.wan.WanLink;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.config.Units;
import io.atoll.runtime.net.HostPort;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supervisor over HTTP. Reading is free to callers on this machine; what breaks something needs
 * the operator's token.
 *
 * <ul>
 *   <li>{@code GET /v1/nodes}, {@code GET /v1/wan}
 *   <li>{@code POST /v1/kill {targets, hold}}: SIGKILL, and a lease on staying dead
 *   <li>{@code PUT /v1/holds/{lease} {hold}} renews a lease, {@code DELETE} ends it
 *   <li>{@code PUT /v1/wan/{from}/{to} {delayMillis, cut, for}}: a cut is always for a while; a
 *       delay is if {@code for} is given
 * </ul>
 */
final class SupervisorApi {
  private static final int BODY_BYTES_MAX = 64 << 10;
  private static final Logger log = LoggerFactory.getLogger(SupervisorApi.class);

  private final Vertx vertx;
  private final Supervisor supervisor;
  private final Wan wan;
  private final Access access;

  SupervisorApi(Vertx vertx, Supervisor supervisor, Wan wan, Access access) {
    this.vertx = vertx;
    this.supervisor = supervisor;
    this.wan = wan;
    this.access = access;
  }

  Future<Void> start(HostPort listen) {
    Router router = Router.router(vertx);
    router.get().handler(access.requireReader());
    router.get("/v1/nodes").handler(this::nodes);
    router.get("/v1/wan").handler(context -> answer(context, wan.json()));
    router.route().handler(access.requireOperator());
    router.route().handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
    router.post("/v1/kill").handler(judged(this::kill));
    router.put("/v1/holds/:lease").handler(judged(this::renew));
    router.delete("/v1/holds/:lease").handler(judged(this::release));
    router.put("/v1/wan/:from/:to").handler(judged(this::change));
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(listen.port(), listen.host())
        .mapEmpty();
  }

  private void nodes(RoutingContext context) {
    answer(
        context,
        new JsonObject()
            .put(
                "nodes",
                new JsonArray(supervisor.nodes().stream().map(NodeStatus::json).toList())));
  }

  private void kill(RoutingContext context) {
    JsonObject body = body(context);
    List<String> targets =
        body.getJsonArray("targets", new JsonArray()).stream().map(String::valueOf).toList();
    if (targets.isEmpty()) {
      throw new IllegalArgumentException(
          "targets is empty; name regions or nodes, such as \"us-east/edge-1\"");
    }
    Supervisor.Kill kill = supervisor.kill(targets, duration(body, "hold"));
    answer(
        context,
        json(kill.hold())
            .put("killed", new JsonArray(kill.killed().stream().map(NodeId::toString).toList())));
  }

  private void renew(RoutingContext context) {
    supervisor
        .renew(param(context, "lease"), duration(body(context), "hold"))
        .ifPresentOrElse(
            hold -> answer(context, json(hold)), () -> unknownLease().send(context.response()));
  }

  private void release(RoutingContext context) {
    if (supervisor.release(param(context, "lease"))) {
      context.response().setStatusCode(204).end();
    } else {
      unknownLease().send(context.response());
    }
  }

  private void change(RoutingContext context) {
    String from = param(context, "from");
    String to = param(context, "to");
    wan.find(from, to)
        .ifPresentOrElse(
            link -> {
              change(link, body(context));
              answer(context, link.json());
            },
            () ->
                Problem.of(
                        404,
                        "Unknown link",
                        "no link from '%s' to '%s'; GET /v1/wan lists them".formatted(from, to))
                    .send(context.response()));
  }

  private static void change(WanLink link, JsonObject body) {
    Integer delayMillis = body.getInteger("delayMillis");
    if (delayMillis != null) {
      Duration delay = Duration.ofMillis(delayMillis);
      if (body.containsKey("for")) {
        link.slow(delay, duration(body, "for"));
      } else {
        link.delayFromNow(delay);
      }
    }
    Boolean cut = body.getBoolean("cut");
    if (cut != null) {
      if (cut) {
        link.cut(duration(body, "for"));
      } else {
        link.join();
      }
    }
  }

  private static String param(RoutingContext context, String name) {
    return String.valueOf(context.pathParam(name));
  }

  private static JsonObject body(RoutingContext context) {
    JsonObject body = context.body().asJsonObject();
    if (body == null) {
      throw new IllegalArgumentException("the body is empty; send a JSON object");
    }
    return body;
  }

  private static Duration duration(JsonObject body, String member) {
    String text = body.getString(member);
    if (text == null) {
      throw new IllegalArgumentException(
          "'%s' is missing; say for how long, such as \"%s\": \"30s\"".formatted(member, member));
    }
    return Units.duration(text);
  }

  private static Problem unknownLease() {
    return Problem.of(404, "Unknown lease", "there is no such hold; it may have ended by itself");
  }

  private static JsonObject json(Hold hold) {
    return new JsonObject().put("lease", hold.lease()).put("until", hold.until().toString());
  }

  /** What is wrong with a request is the caller's to read. */
  private static Handler<RoutingContext> judged(Handler<RoutingContext> handler) {
    return context -> {
      try {
        handler.handle(context);
      } catch (IllegalArgumentException
          | ClassCastException
          | io.vertx.core.json.DecodeException e) {
        Problem.of(400, "Bad request", String.valueOf(e.getMessage())).send(context.response());
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("request failed");
        Problem.of(500, "Supervisor error", String.valueOf(e)).send(context.response());
      }
    };
  }

  private static void answer(RoutingContext context, JsonObject json) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(json.toBuffer());
  }
}
