package io.atoll.controller.api;

import io.atoll.controller.control.ControlRoom;
import io.atoll.controller.control.Operator;
import io.atoll.controller.health.HealthPolicy;
import io.atoll.controller.intent.IntentStore;
import io.atoll.controller.membership.Prober;
import io.atoll.controller.table.TableFeed;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.net.HostPort;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for followers, peers, people and operators, on the control room's own context. */
public final class ApiServer implements Service {
  /** Above the longest wait of a follower. */
  private static final int IDLE_SECONDS = 75;

  private static final Logger log = LoggerFactory.getLogger(ApiServer.class);

  private final Vertx vertx;
  private final Context context;
  private final HostPort listen;
  private final Router router;
  private volatile @Nullable HttpServer server;

  /** What the API shows and works on. */
  public record Parts(
      RegionId self,
      ControlRoom room,
      IntentStore store,
      Prober prober,
      Operator operator,
      TableFeed feed,
      HealthPolicy policy,
      MonotonicClock clock) {}

  /**
   * An API that does not listen yet.
   *
   * @throws IllegalArgumentException if it would listen beyond loopback and no token is known
   */
  public ApiServer(Vertx vertx, Context context, HostPort listen, Access access, Parts parts) {
    if (!listen.isLoopback() && !access.hasTokens()) {
      throw new IllegalArgumentException(
          "listen address %s can be reached from other machines, but there is no token-file; set one, or listen on 127.0.0.1"
              .formatted(listen));
    }
    this.vertx = vertx;
    this.context = context;
    this.listen = listen;
    this.router = Router.router(vertx);
    router.get().handler(access.requireReader());
    new FeedRoutes(parts.room(), parts.feed()).mount(router);
    new StatusRoutes(
            parts.self(),
            parts.room(),
            parts.store(),
            parts.prober(),
            parts.policy(),
            parts.clock())
        .mount(router);
    new OperatorRoutes(parts.operator(), parts.feed(), access).mount(router);
    router.route().last().handler(ApiServer::unknown);
    router.route().failureHandler(ApiServer::failed);
  }

  @Override
  public String name() {
    return "api";
  }

  @Override
  public Future<Void> start() {
    Promise<Void> started = Promise.promise();
    context.runOnContext(_ ->
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(listen.host())
                    .setPort(listen.port())
                    .setIdleTimeout(IDLE_SECONDS)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS))
            .requestHandler(router)
            .listen()
            .onSuccess(listening -> server = listening)
            .<Void>mapEmpty()
            .onComplete(started));
    return started.future();
  }

  @Override
  public Future<Void> stop() {
    HttpServer running = server;
    return running == null ? Future.succeededFuture() : running.close();
  }

  /** The port it listens on: the system's choice if it was asked for port 0. */
  public int port() {
    HttpServer running = server;
    return running == null ? listen.port() : running.actualPort();
  }

  private static void unknown(RoutingContext context) {
    Problem.of(
            404,
            "No such resource",
            "%s %s is not part of this API"
                .formatted(context.request().method(), context.request().path()))
        .send(context.response());
  }

  private static void failed(RoutingContext context) {
    if (context.response().headWritten()) {
      context.request().connection().close();
      return;
    }
    int status = context.statusCode() < 400 ? 500 : context.statusCode();
    Throwable cause = context.failure();
    if (status >= 500) {
      log.atWarn()
          .addKeyValue("path", context.request().path())
          .setCause(cause)
          .log("request failed");
    }
    Problem.of(status, "Request failed", cause == null ? "status " + status : cause.toString())
        .send(context.response());
  }
}
