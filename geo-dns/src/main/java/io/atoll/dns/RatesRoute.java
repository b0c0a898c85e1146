package io.atoll.dns;

import io.atoll.dns.answer.Answerer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /v1/dns/rates} of the admin endpoint: what this name server itself gives, for its
 * {@link Peers}.
 */
final class RatesRoute {
  private final String server;
  private final Answerer answerer;

  /**
   * @param server the name of this one
   */
  RatesRoute(String server, Answerer answerer) {
    this.server = server;
    this.answerer = answerer;
  }

  void mount(Router router) {
    router.get("/v1/dns/rates").blockingHandler(this::tell, false);
  }

  private void tell(RoutingContext context) {
    JsonObject told = answerer.report().toJson().put("server", server);
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(told.toBuffer());
  }
}
