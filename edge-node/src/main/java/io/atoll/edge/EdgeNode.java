package io.atoll.edge;

import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.access.AccessLog;
import io.atoll.edge.health.Probe;
import io.atoll.edge.http.Fields;
import io.atoll.edge.proxy.Gateway;
import io.atoll.edge.server.EdgeServer;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.server.QuickAnswer;
import io.atoll.edge.session.Seal;
import io.atoll.edge.shared.RedisStore;
import io.atoll.edge.shared.RegionStore;
import io.atoll.edge.tls.Certificates;
import io.atoll.replication.log.RegionLog;
import io.atoll.replication.redis.RedisLinks;
import io.atoll.replication.view.View;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.admin.Readiness;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.net.HostPort;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One edge node: its parts, put together around the two ports through which it reads and writes.
 */
public final class EdgeNode implements Service {
  private final Vertx vertx;
  private final CachedView cached;
  private final DataApi api;
  private final Gateway gateway;
  private final EdgeServer server;
  private final EdgeServer.@Nullable Tls tls;
  private final @Nullable AccessLog accessLog;
  private long timer = -1;

  /**
   * @param table the newest routing table known
   * @param logProbe tries whether the log takes writes
   * @param seal of the tokens that clients carry
   * @param pages leads to the region's Redis, for stored answers; null: they are not shared
   */
  public EdgeNode(
      Vertx vertx,
      EdgeConfig config,
      View view,
      RegionLog log,
      Probe logProbe,
      Supplier<RoutingTable> table,
      Seal seal,
      @Nullable RedisLinks pages,
      Access access,
      MeterRegistry meters) {
    this(
        vertx,
        config,
        view,
        log,
        logProbe,
        table,
        seal,
        pages,
        access,
        meters,
        System::currentTimeMillis,
        System::nanoTime);
  }

  /** As above, with clocks of the caller's. */
  EdgeNode(
      Vertx vertx,
      EdgeConfig config,
      View view,
      RegionLog log,
      Probe logProbe,
      Supplier<RoutingTable> table,
      Seal seal,
      @Nullable RedisLinks pages,
      Access access,
      MeterRegistry meters,
      WallClock wallClock,
      MonotonicClock clock) {
    this.vertx = vertx;
    cached = new CachedView(vertx, config, view, table, wallClock, clock, meters);
    api =
        new DataApi(
            vertx, config, view, cached, log, logProbe, table, seal, access, meters, wallClock,
            clock);
    gateway =
        new Gateway(
            vertx,
            config.proxy(),
            config.peers().stream().flatMap(peer -> peer.edges().stream()).toList(),
            config.process().region().value(),
            wallClock,
            clock,
            meters,
            cached.purges(),
            cached.purgeMessages(),
            api::purge,
            pages == null
                ? RegionStore.NONE
                : new RedisStore(
                    vertx,
                    pages,
                    config.proxy().shared(),
                    config.process().node(),
                    config.proxy().waitMax(),
                    cached.leases()::standing,
                    wallClock,
                    clock,
                    meters),
            cached::hearsAll);
    tls =
        config
            .tls()
            .map(own -> new EdgeServer.Tls(own.listen(), new Certificates(own, meters)))
            .orElse(null);
    accessLog = config.accessLog().map(own -> new AccessLog(own, clock, meters)).orElse(null);
    server =
        new EdgeServer(
            vertx,
            config.process().region(),
            config.listen(),
            tls,
            config.limits().server(),
            accessLog,
            Runtime.getRuntime().availableProcessors(),
            wallClock,
            clock,
            meters,
            this::quick,
            this::route);
  }

  private @Nullable QuickAnswer quick(
      boolean local, String scheme, String host, String target, Fields fields, int bytesMax) {
    return target.startsWith("/v1/") && gateway.isForDataApi(host)
        ? api.quick(local, target, fields)
        : gateway.quick(scheme, host, target, fields, bytesMax);
  }

  private void route(HttpExchange exchange) {
    if (!gateway.handle(exchange)) {
      api.handle(exchange);
    }
  }

  @Override
  public String name() {
    return "edge";
  }

  /** Hears the applier first, then takes leases, then clients. */
  @Override
  public Future<Void> start() {
    return (accessLog == null ? Future.<Void>succeededFuture() : accessLog.start())
        .compose(_ -> cached.start())
        .compose(_ -> {
          timer = vertx.setPeriodic(0, cached.leases().renewalPeriod().toMillis(), _ -> tick());
          return server.start();
        });
  }

  private void tick() {
    cached.tick();
    api.tick();
  }

  /**
   * Says that it leaves, and serves on for the grace; then ends feeds and finishes requests under
   * way, which still need leases; then lets go of those.
   */
  @Override
  public Future<Void> stop() {
    api.leave();
    return server
        .leave()
        .eventually(() -> {
          api.endFeeds();
          return server.stop();
        })
        .eventually(() -> {
          vertx.cancelTimer(timer);
          return Future.join(
              List.of(
                  cached.stop(),
                  gateway.close(),
                  api.close(),
                  accessLog == null ? Future.succeededFuture() : accessLog.stop()));
        });
  }

  /** Ready while every partition can be read. */
  public Readiness viewReadiness() {
    return cached.readiness();
  }

  /** Shows clients certificates that have changed; blocks. */
  public void reloadCertificates() {
    if (tls != null) {
      tls.certificates().reload();
    }
  }

  /** Where clients reach it over TLS. */
  public Optional<HostPort> tlsAddress() {
    return server.tlsAddress();
  }

  /** Where clients reach it. */
  public HostPort address() {
    return server.address();
  }
}
