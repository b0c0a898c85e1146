package io.atoll.edge;

import io.atoll.core.operation.Durability;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import io.atoll.core.operation.ScorePolicy;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.edge.access.AccessConfig;
import io.atoll.edge.batch.BatchConfig;
import io.atoll.edge.cache.KnownKeysConfig;
import io.atoll.edge.changes.ChangesConfig;
import io.atoll.edge.health.Probe;
import io.atoll.edge.peer.Peer;
import io.atoll.edge.proxy.ProxyConfig;
import io.atoll.edge.session.Seal;
import io.atoll.edge.session.SessionKeys;
import io.atoll.edge.tls.TlsConfig;
import io.atoll.parts.RedisServer;
import io.atoll.replication.cluster.RegionCluster;
import io.atoll.replication.redis.RedisLinks;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.app.ProcessConfig;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.net.HostPort;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Real edges on free ports of one {@link FakeRegion}, and a client to call them with. */
final class TestEdges {
  static final int PARTITIONS = 4;

  /** What a write waits for another region. */
  static final Duration REMOTE_WAIT = Duration.ofSeconds(1);

  static final String SESSION_KEY = "A".repeat(43);

  /** What a request waits for its region to reach what its client has seen. */
  static final Duration SESSION_WAIT = Duration.ofMillis(500);

  private static final int DEADLINE_SECONDS = 20;

  private static final Map<String, String> LIMITS =
      Map.of(
          "connections-max", "100",
          "connections-per-address-max", "100",
          "idle-max", "1s",
          "body-max", "1s",
          "writes-max", "64",
          "write-bytes-max", "8MiB",
          "grace", "0s");

  final Vertx vertx = Vertx.vertx();
  final MeterRegistry meters = new SimpleMeterRegistry();
  final FakeRegion region;
  volatile RoutingTable table = table();
  private final AtomicLong aheadNanos = new AtomicLong();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Optional<TlsConfig> tls;
  private final Optional<AccessConfig> log;
  private final List<EdgeNode> nodes = new ArrayList<>();
  private final List<RedisLinks> links = new ArrayList<>();
  private final EdgeLimits limits;
  private final ProxyConfig proxy;
  private final Access access;
  private final List<Peer> peers;
  private final @Nullable RedisServer pages;

  TestEdges(EdgeLimits limits, Access access, int count) throws Exception {
    this(limits, ProxyConfig.NONE, access, count);
  }

  TestEdges(EdgeLimits limits, ProxyConfig proxy, Access access, int count) throws Exception {
    this("us-east", limits, proxy, access, count);
  }

  TestEdges(String name, EdgeLimits limits, ProxyConfig proxy, Access access, int count)
      throws Exception {
    this(name, limits, proxy, access, count, List.of());
  }

  TestEdges(
      EdgeLimits limits,
      ProxyConfig proxy,
      Access access,
      Optional<TlsConfig> tls,
      Optional<AccessConfig> log)
      throws Exception {
    this("us-east", limits, proxy, access, 1, List.of(), null, tls, log);
  }

  TestEdges(
      String name, EdgeLimits limits, ProxyConfig proxy, Access access, int count, List<Peer> peers)
      throws Exception {
    this(name, limits, proxy, access, count, peers, null);
  }

  /**
   * @param pages where the edges share stored answers; null: nowhere
   */
  TestEdges(
      String name,
      EdgeLimits limits,
      ProxyConfig proxy,
      Access access,
      int count,
      List<Peer> peers,
      @Nullable RedisServer pages)
      throws Exception {
    this(name, limits, proxy, access, count, peers, pages, Optional.empty(), Optional.empty());
  }

  private TestEdges(
      String name,
      EdgeLimits limits,
      ProxyConfig proxy,
      Access access,
      int count,
      List<Peer> peers,
      @Nullable RedisServer pages,
      Optional<TlsConfig> tls,
      Optional<AccessConfig> log)
      throws Exception {
    this.limits = limits;
    this.proxy = proxy;
    this.access = access;
    this.peers = peers;
    this.pages = pages;
    this.tls = tls;
    this.log = log;
    region = new FakeRegion(vertx, RegionId.of(name), PARTITIONS);
    for (int i = 1; i <= count; i++) {
      addNode();
    }
  }

  /** Has time pass at once, for all edges; what others wait for takes as long as ever. */
  void pass(Duration time) {
    aheadNanos.addAndGet(time.toNanos());
  }

  /** Starts one more edge of the region. */
  void addNode() throws Exception {
    RedisLinks link =
        pages == null
            ? null
            : new RedisLinks(vertx, pages.uri(), Duration.ofSeconds(DEADLINE_SECONDS));
    if (link != null) {
      links.add(link);
    }
    EdgeNode node =
        new EdgeNode(
            vertx,
            config(
                region.incarnation().region().value(),
                nodes.size() + 1,
                limits,
                proxy,
                peers,
                tls,
                log),
            region,
            region,
            new Probe("log", this::probeLog),
            () -> table,
            new Seal(SessionKeys.parse(SESSION_KEY)),
            link,
            access,
            meters,
            System::currentTimeMillis,
            () -> System.nanoTime() + aheadNanos.get());
    nodes.add(node);
    await(node.start());
  }

  static TestEdges start() throws Exception {
    return new TestEdges(limits(), Access.loopbackOnly(), 1);
  }

  /**
   * Small ones.
   *
   * @param but keys of the config and their values, by turns
   */
  static EdgeLimits limits(String... but) {
    Map<String, String> keys = new TreeMap<>(LIMITS);
    for (int i = 0; i < but.length; i += 2) {
      keys.put(but[i], but[i + 1]);
    }
    StringBuilder yaml = new StringBuilder();
    keys.forEach((key, value) -> yaml.append("%s: %s\n".formatted(key, value)));
    return Config.parse(Path.of("/limits.yaml"), yaml.toString(), EdgeLimits::read);
  }

  /** As usual, but for how long a connection may be idle. */
  static EdgeLimits patient() {
    return limits("idle-max", "1m");
  }

  static RoutingTable table() {
    TreeMap<String, Namespace> namespaces = new TreeMap<>();
    namespaces.put("profiles", new Namespace("profiles", Kind.REGISTER, null));
    namespaces.put(
        "pages", new Namespace("pages", Kind.REGISTER, null, Durability.LOCAL, null, null, true));
    namespaces.put("hits", new Namespace("hits", Kind.COUNTER, null));
    namespaces.put("tags", new Namespace("tags", Kind.SET, null));
    namespaces.put("docs", new Namespace("docs", Kind.DOCUMENT, null));
    namespaces.put(
        "scores",
        new Namespace("scores", Kind.LEADERBOARD, null, Durability.LOCAL, ScorePolicy.MAX, null));
    namespaces.put("brief", new Namespace("brief", Kind.REGISTER, Duration.ofSeconds(1)));
    return new RoutingTable(HybridTimestamp.of(1, 0), new TreeMap<>(), namespaces);
  }

  private static EdgeConfig config(
      String region,
      int node,
      EdgeLimits limits,
      ProxyConfig proxy,
      List<Peer> peers,
      Optional<TlsConfig> tls,
      Optional<AccessConfig> log) {
    HostPort anywhere = new HostPort("127.0.0.1", 0);
    // Servers of one Vert.x that ask for any port of one address would share it.
    HostPort listen = new HostPort("127.0.0." + node, 0);
    return new EdgeConfig(
        new ProcessConfig(
            RegionId.of(region), "edge-" + node, anywhere, Path.of("unused"), Optional.empty()),
        listen,
        anywhere,
        anywhere,
        PARTITIONS,
        new RegionCluster(anywhere, List.of()),
        List.of(),
        limits,
        proxy,
        1 << 24,
        KnownKeysConfig.OFF,
        Duration.ofMillis(200),
        Duration.ofSeconds(2),
        REMOTE_WAIT,
        BatchConfig.DEFAULT,
        ChangesConfig.DEFAULT,
        new SessionConfig(Path.of("unused"), SESSION_WAIT),
        peers,
        tls,
        log);
  }

  private Future<?> probeLog() {
    return region.logDown ? Future.failedFuture("log down") : Future.succeededFuture();
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** An edge shares nothing any more, as if it had died. */
  void cutOff(int number) throws Exception {
    await(links.get(number - 1).close());
  }

  EdgeNode node(int number) {
    return nodes.get(number - 1);
  }

  int port() {
    return node(1).address().port();
  }

  URI uri(int number, String path) {
    return URI.create("http://" + node(number).address() + path);
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return call(request(1, path, headers).GET());
  }

  HttpResponse<String> put(String path, String body, String... headers) throws Exception {
    return call(request(1, path, headers).PUT(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> delete(String path, String... headers) throws Exception {
    return call(request(1, path, headers).DELETE());
  }

  HttpResponse<String> method(String method, String path, String... headers) throws Exception {
    return call(request(1, path, headers).method(method, BodyPublishers.noBody()));
  }

  HttpRequest.Builder request(int number, String path, String... headers) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(uri(number, path));
    if (headers.length > 0) {
      builder.headers(headers);
    }
    return builder;
  }

  HttpResponse<String> call(HttpRequest.Builder request) throws Exception {
    return client.send(
        request.timeout(Duration.ofSeconds(DEADLINE_SECONDS)).build(), BodyHandlers.ofString());
  }

  void close() throws Exception {
    client.close();
    for (EdgeNode node : nodes) {
      await(node.stop());
    }
    for (RedisLinks link : links) {
      await(link.close());
    }
    await(vertx.close());
  }
}
