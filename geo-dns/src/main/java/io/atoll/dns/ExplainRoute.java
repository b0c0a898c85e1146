package io.atoll.dns;

import io.atoll.dns.answer.Explainer;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /v1/dns/explain?name=www.example.org&from=81.2.69.0/24} of the admin endpoint. */
final class ExplainRoute {
  private final Explainer explainer;

  ExplainRoute(Explainer explainer) {
    this.explainer = explainer;
  }

  void mount(Router router) {
    router.get("/v1/dns/explain").handler(this::explain);
  }

  private void explain(RoutingContext context) {
    String name = context.request().getParam("name");
    String from = context.request().getParam("from");
    if (name == null || from == null) {
      bad(context, "name and from are both needed: ?name=www.example.org&from=81.2.69.0/24");
      return;
    }
    JsonObject explained;
    try {
      explained = explainer.explain(name, from);
    } catch (IllegalArgumentException e) {
      bad(context, String.valueOf(e.getMessage()));
      return;
    }
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(explained.toBuffer());
  }

  private static void bad(RoutingContext context, String detail) {
    Problem.of(400, "Bad explain request", detail).send(context.response());
  }
}
