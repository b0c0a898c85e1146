package io.atoll.dns;

import io.atoll.dns.answer.Differ;
import io.atoll.dns.routing.Policy;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.config.ConfigException;
import io.atoll.runtime.json.RoutingTableJson;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * Which share of client networks would move: {@code GET /v1/dns/diff?without=eu-west} of the admin
 * endpoint if a region were drained, {@code POST /v1/dns/diff} by a proposed routing table, {@code
 * POST /v1/dns/diff/config} by a proposed configuration of this name server; all of names by the
 * policy {@code policy=}, or else of those that go to the nearest. Changes nothing.
 */
final class DiffRoute {
  /** A table of a few regions takes kilobytes. */
  private static final long BODY_BYTES_MAX = 1 << 20;

  private final Differ differ;

  DiffRoute(Differ differ) {
    this.differ = differ;
  }

  void mount(Router router) {
    router.get("/v1/dns/diff").handler(this::without);
    router
        .post("/v1/dns/diff")
        .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX))
        .handler(context ->
            answer(
                context,
                () -> differ.against(RoutingTableJson.read(body(context)), policy(context))));
    router
        .post("/v1/dns/diff/config")
        .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX))
        .handler(context -> answer(context, () -> proposed(context)));
  }

  /**
   * By a whole configuration, the text of which is in the body, with the path of its file: mistakes
   * are said to be there, and what it names is found from there.
   */
  private JsonObject proposed(RoutingContext context) {
    JsonObject body = body(context);
    Path file = Path.of(body.getString("file", "config.yaml"));
    DnsConfig config = Config.parse(file, body.getString("configuration", ""), DnsConfig::read);
    String name = policy(context);
    Policy policy =
        config.rules().all().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "no policy '%s' in what was sent; name one of %s by policy="
                        .formatted(name, config.rules().names())));
    return differ.against(config.rules(), policy, config.geo().locator());
  }

  private static String policy(RoutingContext context) {
    return context.request().getParam("policy", Policy.NEAREST.name());
  }

  private static JsonObject body(RoutingContext context) {
    try {
      JsonObject body = context.body().asJsonObject();
      if (body != null) {
        return body;
      }
    } catch (DecodeException e) {
      throw new IllegalArgumentException("the body is not JSON: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("the body is empty; send what is proposed as JSON");
  }

  private void without(RoutingContext context) {
    String region = context.request().getParam("without");
    answer(
        context,
        () -> {
          if (region == null) {
            throw new IllegalArgumentException("without is needed: ?without=eu-west");
          }
          return differ.without(region, policy(context));
        });
  }

  /** Off the event loop: it takes as long as working out all answers does. */
  private static void answer(RoutingContext context, Callable<JsonObject> diff) {
    context
        .vertx()
        .executeBlocking(diff, false)
        .onSuccess(found ->
            context
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(found.toBuffer()))
        .onFailure(e -> {
          switch (e) {
            case IllegalArgumentException _, ConfigException _, UncheckedIOException _ ->
                Problem.of(400, "Bad diff request", String.valueOf(e.getMessage()))
                    .send(context.response());
            default -> context.fail(e);
          }
        });
  }
}
