package io.atoll.runtime.admin;

import io.atoll.runtime.access.Access;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.net.HostPort;
import io.atoll.runtime.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's window for operators and orchestrators: {@code /health} (it lives), {@code /ready}
 * (it can do its work), {@code /metrics} (Prometheus text), and what its module adds.
 *
 * <p>Reads are free on this machine and need an operator's token from elsewhere; an address beyond
 * loopback is refused unless a token is known.
 */
public final class AdminEndpoint implements Service {
  private static final Logger log = LoggerFactory.getLogger(AdminEndpoint.class);

  /** Ends connections that nobody uses; above the scrape interval usual with Prometheus. */
  private static final int IDLE_SECONDS = 75;

  private final Vertx vertx;
  private final HostPort listen;
  private final Access access;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final Map<String, Supplier<Readiness>> checks = new ConcurrentSkipListMap<>();
  private final Router router;
  private volatile @Nullable HttpServer server;

  /**
   * @throws IllegalArgumentException if it would listen beyond loopback and no token is known
   */
  public AdminEndpoint(Vertx vertx, HostPort listen, Access access) {
    this(vertx, listen, access, Tags.empty());
  }

  /** As above, with tags that all metrics of the process carry. */
  public AdminEndpoint(Vertx vertx, HostPort listen, Access access, Tags tags) {
    if (!listen.isLoopback() && !access.hasTokens()) {
      throw new IllegalArgumentException(
          "admin address %s can be reached from other machines, but there is no token-file; set one, or listen on 127.0.0.1"
              .formatted(listen));
    }
    this.vertx = vertx;
    this.listen = listen;
    this.access = access;
    this.router = Router.router(vertx);
    router.route().handler(access.requireReader());
    router.get("/health").handler(this::health);
    router.get("/ready").handler(this::ready);
    router.get("/metrics").handler(this::metrics);
    meters.config().commonTags(tags);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    garbageCollection.bindTo(meters);
  }

  /** For routes of the module's own; callers have passed {@link Access#requireReader}. */
  public Router router() {
    return router;
  }

  /** Where the process's metrics are registered. */
  public MeterRegistry meters() {
    return meters;
  }

  public Access access() {
    return access;
  }

  /**
   * Adds a condition for being ready; one of the same name is replaced.
   *
   * @param check asked on an event loop at each call of {@code /ready}: it must not block
   */
  public void readiness(String name, Supplier<Readiness> check) {
    checks.put(name, check);
  }

  /** The port it listens on: the system's choice if it was asked for port 0. */
  public int port() {
    HttpServer running = server;
    return running == null ? listen.port() : running.actualPort();
  }

  @Override
  public String name() {
    return "admin";
  }

  @Override
  public Future<Void> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(listen.host())
            .setPort(listen.port())
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    return vertx
        .createHttpServer(options)
        .requestHandler(router)
        .listen()
        .map(started -> {
          server = started;
          return null;
        });
  }

  @Override
  public Future<Void> stop() {
    garbageCollection.close();
    HttpServer running = server;
    return running == null ? Future.succeededFuture() : running.close();
  }

  private void health(RoutingContext context) {
    json(context, 200, new JsonObject().put("status", "alive"));
  }

  private void ready(RoutingContext context) {
    JsonArray results = new JsonArray();
    boolean ready = true;
    for (Map.Entry<String, Supplier<Readiness>> check : checks.entrySet()) {
      Readiness result = ask(check.getKey(), check.getValue());
      ready &= result.ready();
      results.add(
          new JsonObject()
              .put("name", check.getKey())
              .put("ready", result.ready())
              .put("detail", result.detail()));
    }
    json(context, ready ? 200 : 503, new JsonObject().put("ready", ready).put("checks", results));
  }

  private static Readiness ask(String name, Supplier<Readiness> check) {
    try {
      return check.get();
    } catch (RuntimeException e) {
      log.atWarn().addKeyValue("check", name).setCause(e).log("readiness check failed");
      return Readiness.no("the check failed: " + e);
    }
  }

  private void metrics(RoutingContext context) {
    // Rendering a few hundred series takes a millisecond or more: not on an event loop.
    vertx
        .executeBlocking(meters::scrape, false)
        .onSuccess(text ->
            context
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                .end(text))
        .onFailure(
            e -> Problem.of(500, "No metrics", "rendering failed: " + e).send(context.response()));
  }

  private static void json(RoutingContext context, int status, JsonObject body) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(body.toBuffer());
  }
}
