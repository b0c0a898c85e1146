package io.atoll.edge.server;

import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.access.AccessLog;
import io.atoll.edge.tls.Certificates;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.net.HostPort;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The server of HTTP/1.1 and HTTP/2 that clients talk to, on several event loops that share one
 * port.
 */
public final class EdgeServer implements Service {
  private final Vertx vertx;

  /**
   * Where else it listens.
   *
   * @param certificates that are shown there
   */
  public record Tls(HostPort listen, Certificates certificates) {}

  private final HostPort listen;
  private final @Nullable Tls tls;
  private final Duration grace;
  private final List<ServerLoop> loops = new ArrayList<>();
  private @Nullable String deployment;

  /**
   * @param tls where it listens for TLS; null: nowhere
   * @param access where answers are logged; null: nowhere
   * @param loopCount event loops to serve on; as many as there are processors
   * @param quick answers that are ready, asked before a request becomes an exchange
   * @param handler of every other well-formed request; called on an event loop
   */
  public EdgeServer(
      Vertx vertx,
      RegionId region,
      HostPort listen,
      @Nullable Tls tls,
      ServerLimits limits,
      @Nullable AccessLog access,
      int loopCount,
      WallClock wallClock,
      MonotonicClock clock,
      MeterRegistry meters,
      QuickAnswers quick,
      Consumer<HttpExchange> handler) {
    this.vertx = vertx;
    this.listen = listen;
    this.tls = tls;
    grace = limits.grace();
    CharSequence regionField = HttpHeaders.createOptimized(region.value());
    HttpDate date = new HttpDate(wallClock);
    ServerMetrics metrics = new ServerMetrics(meters);
    AccessNotes notes = new AccessNotes(access, wallClock);
    Addresses addresses = new Addresses(limits.connectionsPerAddressMax());
    for (int i = 0; i < loopCount; i++) {
      loops.add(
          new ServerLoop(
              listen,
              tls,
              limits,
              regionField,
              date,
              clock,
              metrics,
              addresses,
              notes,
              quick,
              handler));
    }
  }

  @Override
  public String name() {
    return "data-api";
  }

  @Override
  public Future<Void> start() {
    var next = loops.iterator();
    return vertx
        .deployVerticle(next::next, new DeploymentOptions().setInstances(loops.size()))
        .onSuccess(id -> deployment = id)
        .mapEmpty();
  }

  /** Serves on for the grace, in which it has clients go elsewhere bit by bit. */
  public Future<Void> leave() {
    if (deployment == null || grace.isZero()) {
      return Future.succeededFuture();
    }
    loops.forEach(ServerLoop::leave);
    return vertx.timer(grace.toMillis(), TimeUnit.MILLISECONDS).mapEmpty();
  }

  /** Takes no new connections, finishes requests under way up to the drain limit. */
  @Override
  public Future<Void> stop() {
    String running = deployment;
    return running == null ? Future.succeededFuture() : vertx.undeploy(running);
  }

  /** Where it listens, with the port of the system's choice if port 0 was asked for. */
  public HostPort address() {
    return listen.withPort(loops.getFirst().port());
  }

  /** Where it listens for TLS. */
  public Optional<HostPort> tlsAddress() {
    return tls == null
        ? Optional.empty()
        : Optional.of(tls.listen().withPort(loops.getFirst().tlsPort()));
  }
}
