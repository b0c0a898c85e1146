package io.atoll.edge.proxy;

import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.encode.Compression;
import io.atoll.edge.encode.CompressionMetrics;
import io.atoll.edge.http.Authority;
import io.atoll.edge.http.CacheStatus;
import io.atoll.edge.http.Fields;
import io.atoll.edge.invalidate.OtherEdges;
import io.atoll.edge.invalidate.Purge;
import io.atoll.edge.invalidate.Purges;
import io.atoll.edge.page.Fetches;
import io.atoll.edge.page.MemoryBudget;
import io.atoll.edge.page.Pages;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.server.QuickAnswer;
import io.atoll.edge.shared.RegionStore;
import io.atoll.edge.upstream.PoolConfig;
import io.atoll.edge.upstream.Upstream;
import io.atoll.runtime.net.HostPort;
import io.atoll.runtime.problem.Problem;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes requests for customers' hosts: finds their route and sends them through the phases. */
public final class Gateway {
  private static final String PEERS = "peers";

  private final Set<String> apiHosts;
  private final Routes routes;
  private final List<Upstream> upstreams;
  private final Pages pages;
  private final LookupPhase lookup;

  /**
   * @param peers edges of other regions, asked when all targets of a pool are down
   * @param region of this edge
   * @param purges what stored answers are held against
   * @param otherEdges of the region
   * @param everywhere purges in every region; done when this one has applied it
   * @param store what the region's edges share
   * @param current whether this edge knows of every purge now
   */
  public Gateway(
      Vertx vertx,
      ProxyConfig config,
      List<HostPort> peers,
      String region,
      WallClock wallClock,
      MonotonicClock clock,
      MeterRegistry meters,
      Purges purges,
      OtherEdges otherEdges,
      Function<Purge, Future<?>> everywhere,
      RegionStore store,
      BooleanSupplier current) {
    apiHosts = config.apiHosts();
    Map<String, Upstream> pools = new HashMap<>();
    config.pools().forEach(pool -> pools.put(pool.name(), new Upstream(vertx, pool, clock)));
    Upstream others = peers.isEmpty() ? null : new Upstream(vertx, pool(peers), clock);
    upstreams =
        others == null
            ? List.copyOf(pools.values())
            : Stream.concat(pools.values().stream(), Stream.of(others)).toList();
    routes =
        new Routes(
            config.routes().stream()
                .map(route ->
                    new Route(
                        route,
                        Objects.requireNonNull(pools.get(route.upstream())),
                        new RouteMetrics(meters, route.name())))
                .toList());
    String via = "atoll-" + region;
    MemoryBudget budget = new MemoryBudget(config.bytesMax(), purges::bytes);
    pages = new Pages(budget, config.objectBytesMax());
    Fetches fetches = new Fetches();
    Origins origins = new Origins(region, others);
    Compression compression =
        new Compression(vertx, config.compression(), new CompressionMetrics(meters));
    Answers answers = new Answers(pages, budget, compression, wallClock);
    RegionTurns turns =
        new RegionTurns(
            vertx,
            store,
            current,
            purges,
            compression,
            budget,
            wallClock,
            clock,
            config.waitMax(),
            config.objectBytesMax());
    Judge judge = new Judge(compression, wallClock);
    PartKeeper parts = new PartKeeper(pages, purges, judge, budget, config.objectBytesMax());
    ForwardPhase forward =
        new ForwardPhase(
            origins,
            new Doubts(turns, purges, otherEdges, everywhere),
            answers,
            parts,
            wallClock,
            via,
            clock);
    Fetcher fetcher =
        new Fetcher(
            turns,
            origins,
            pages,
            parts,
            fetches,
            judge,
            new Resumption(origins, judge, wallClock, meters),
            budget,
            purges,
            wallClock,
            config.objectBytesMax());
    FetchPhase fetch =
        new FetchPhase(
            fetcher,
            fetches,
            pages,
            forward,
            purges,
            budget,
            answers,
            wallClock,
            via,
            config.waitMax());
    WebSocketPhase webSockets =
        new WebSocketPhase(
            config.webSockets(), origins, forward, answers, via, new WebSocketMetrics(meters));
    lookup =
        new LookupPhase(
            pages,
            purges,
            new PartsPhase(purges, budget, wallClock),
            fetch,
            forward,
            webSockets,
            answers,
            wallClock,
            region,
            via,
            config.objectBytesMax());
    gauges(meters, fetches, budget);
  }

  private void gauges(MeterRegistry meters, Fetches fetches, MemoryBudget budget) {
    Gauge.builder("atoll_edge_pages_under_way_bytes", budget, MemoryBudget::underWayBytes)
        .strongReference(true)
        .register(meters);
    Gauge.builder("atoll_edge_purges_bytes", budget, MemoryBudget::besidesBytes)
        .strongReference(true)
        .register(meters);
    FunctionCounter.builder("atoll_edge_pages_refused", budget, MemoryBudget::refused)
        .register(meters);
    Gauge.builder("atoll_edge_pages_bytes", pages, Pages::bytes)
        .strongReference(true)
        .register(meters);
    Gauge.builder("atoll_edge_pages_outside_bytes", pages, Pages::outsideBytes)
        .strongReference(true)
        .register(meters);
    Gauge.builder("atoll_edge_fetches", fetches, Fetches::count)
        .strongReference(true)
        .register(meters);
    for (Upstream upstream : upstreams) {
      Gauge.builder("atoll_edge_upstream_targets_down", upstream, Upstream::downCount)
          .tag("pool", upstream.name())
          .strongReference(true)
          .register(meters);
      Gauge.builder("atoll_edge_upstream_connections", upstream, Upstream::connections)
          .tag("pool", upstream.name())
          .strongReference(true)
          .register(meters);
    }
  }

  private static PoolConfig pool(List<HostPort> peers) {
    return new PoolConfig(
        PEERS, peers, 64, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(20));
  }

  /** What is fresh and ready, see {@link io.atoll.edge.server.QuickAnswers}. */
  public @Nullable QuickAnswer quick(
      String scheme, String hostField, String target, Fields fields, int bytesMax) {
    if (routes.isEmpty()) {
      return null;
    }
    String host = Authority.parse(hostField, scheme).orElse(null);
    Route route = host == null ? null : routes.find(Authority.host(host), target);
    return host == null || route == null
        ? null
        : lookup.quick(route, scheme, host, route.config().key().target(target), fields, bytesMax);
  }

  /** Whether a request for this host is one for the data API. */
  public boolean isForDataApi(String hostField) {
    if (routes.isEmpty()) {
      return true;
    }
    String host = Authority.parse(hostField, "http").map(Authority::host).orElse(null);
    return host != null && (Authority.isAddress(host) || apiHosts.contains(host));
  }

  /** Whether the request was for a customer's host; if not, it is for the data API, untouched. */
  public boolean handle(HttpExchange exchange) {
    if (routes.isEmpty()) {
      return false;
    }
    String uri = exchange.request().uri();
    String authority = authority(exchange, uri);
    String host =
        authority == null ? null : Authority.parse(authority, exchange.scheme()).orElse(null);
    if (host == null) {
      refuse(exchange, ProxyProblems.noHost());
      return true;
    }
    String name = Authority.host(host);
    if (Authority.isAddress(name) || apiHosts.contains(name)) {
      return false;
    }
    String target = RequestTarget.originForm(uri);
    if (!RequestTarget.isPlain(target)) {
      refuse(exchange, ProxyProblems.badTarget(target));
      return true;
    }
    Route route = routes.find(name, target);
    if (route == null) {
      refuse(exchange, ProxyProblems.noRoute(name));
    } else {
      lookup.handle(exchange, route, host, route.config().key().target(target));
    }
    return true;
  }

  /** The one host that the request names, or null. */
  private static @Nullable String authority(HttpExchange exchange, String uri) {
    List<String> lines = exchange.request().headers().getAll(HttpHeaders.HOST);
    if (lines.size() > 1) {
      return null;
    }
    String absolute = RequestTarget.authorityOf(uri);
    if (absolute != null) {
      return absolute;
    }
    if (!lines.isEmpty()) {
      return lines.getFirst();
    }
    HostAndPort named = exchange.request().authority(true);
    return named == null ? null : named.toString();
  }

  private static void refuse(HttpExchange exchange, Problem problem) {
    exchange.cacheStatus(CacheStatus.own("refused")).problem(problem);
  }

  /** Lets go of all that is stored, and of the upstreams. */
  public Future<Void> close() {
    pages.clear();
    return Future.join(upstreams.stream().map(Upstream::close).toList()).mapEmpty();
  }
}
