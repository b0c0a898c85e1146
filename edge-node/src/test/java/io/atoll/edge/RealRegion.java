package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.parts.KafkaBroker;
import io.atoll.parts.RedisServer;
import io.atoll.replication.ReplicatorConfig;
import io.atoll.replication.ReplicatorMain;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.admin.AdminEndpoint;
import io.atoll.runtime.app.App;
import io.atoll.runtime.app.AppConfig;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.config.ConfigReader;
import io.atoll.runtime.json.RoutingTableJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A region of real parts: Kafka, Redis, a replicator and edges in one Hazelcast cluster, all but
 * Redis in this JVM.
 */
final class RealRegion {
  static final int PARTITIONS = 2;
  private static final int DEADLINE_SECONDS = 30;
  private static final int PORT_TRIES_MAX = 100;
  static final String OPERATOR = "a-token-of-the-operator-of-tests";

  final String id;
  final KafkaBroker kafka;
  final RedisServer redis;
  private final Path folder;
  private final int[] cluster;
  private final int[] http;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Member> edges = new ArrayList<>();
  private List<RealRegion> sources = List.of();

  /** Lines of the edges' config about customers' hosts. */
  private String gateway = "";

  /** How its edges stop: at once, unless a test is about it. */
  String limits = "{grace: 0s}";

  @SuppressWarnings("NullAway.Init")
  private Member replicator;

  /** What a process of the region is made of, in this JVM. */
  private record Member(Vertx vertx, AdminEndpoint admin, List<Service> services) {
    void stop() throws Exception {
      for (Service service : services.reversed()) {
        within(service.stop());
      }
      within(vertx.close());
    }
  }

  RealRegion(String id, Path folder, int edgeCount) {
    this(id, folder, edgeCount, RedisServer.start());
  }

  RealRegion(String id, Path folder, int edgeCount, RedisServer redis) {
    this.id = id;
    this.redis = redis;
    this.folder = folder.resolve(id);
    kafka = KafkaBroker.builder(this.folder.resolve("kafka")).start();
    cluster = IntStream.rangeClosed(0, edgeCount).map(_ -> freePort()).toArray();
    http = IntStream.range(0, edgeCount).map(_ -> freePort()).toArray();
  }

  /** Has its edges, before they start, answer for {@code shop.test} by an upstream. */
  void route(int port) {
    gateway =
        """
        http:
          upstreams: [{name: shop, targets: ["127.0.0.1:%d"]}]
          routes: [{host: shop.test, upstream: shop}]
        """
            .formatted(port);
  }

  /** Starts the processes; returns when the region serves. */
  void start(List<RealRegion> all) throws Exception {
    startReplicator(all);
    startEdges();
  }

  /** Starts the replicator, which mirrors all regions but its own. */
  void startReplicator(List<RealRegion> all) throws Exception {
    sources = all.stream().filter(other -> other != this).toList();
    startReplicator();
  }

  void startEdges() throws Exception {
    for (int i = 1; i <= http.length; i++) {
      edges.add(
          process("edge-" + i, cluster[i], edgeKeys(i), EdgeConfig::read, EdgeMain::assemble));
    }
    awaitReady(replicator);
    for (Member edge : edges) {
      awaitReady(edge);
    }
  }

  private String edgeKeys(int edge) throws IOException {
    return """
    listen: 127.0.0.1:%d
    controllers: ["http://127.0.0.1:1"]
    changes: {heartbeat: 200ms, feeds-max: 4, stall-max: 5s}
    sessions: {keys: %s}
    limits: %s
    %s
    %s
    """
        .formatted(http[edge - 1], sessionKeys(), limits, peers(), gateway);
  }

  /** Writes the config of an edge, from 1, for a process of its own, with an admin port. */
  Path edgeConfig(int edge, int adminPort) throws IOException {
    String node = "edge-" + edge;
    String text = common(node, adminPort, cluster[edge]) + edgeKeys(edge);
    return Files.writeString(folder.resolve(node).resolve("config.yaml"), text);
  }

  private Path sessionKeys() throws IOException {
    Path file = folder.resolve("session.keys");
    return Files.exists(file) ? file : Files.writeString(file, TestEdges.SESSION_KEY);
  }

  private String peers() {
    StringBuilder peers = new StringBuilder(sources.isEmpty() ? "" : "peers:\n");
    sources.forEach(peer ->
        peers.append(
            "  - {region: %s, edges: [\"127.0.0.1:%d\"]}\n".formatted(peer.id, peer.http[0])));
    return peers.toString();
  }

  void startReplicator() throws Exception {
    StringBuilder keys = new StringBuilder("lease-time: 1s\nsources:\n");
    sources.forEach(source ->
        keys.append(
            "  - {region: %s, kafka: '%s'}\n".formatted(source.id, source.kafka.bootstrap())));
    replicator =
        process(
            "replicator",
            cluster[0],
            sources.isEmpty() ? "" : keys.toString(),
            ReplicatorConfig::read,
            ReplicatorMain::assemble);
  }

  void stopReplicator() throws Exception {
    replicator.stop();
  }

  private <C extends AppConfig> Member process(
      String node, int port, String more, ConfigReader<C> reader, App.Assembly<C> assembly)
      throws Exception {
    String text = common(node, 0, port);
    C config = Config.parse(folder.resolve(node).resolve("config.yaml"), text + more, reader);
    Vertx vertx = within(config.vertxFactory().create(new VertxOptions()));
    AdminEndpoint admin =
        new AdminEndpoint(vertx, config.process().admin(), Access.operatorToken(OPERATOR));
    List<Service> services = new ArrayList<>(List.of(admin));
    services.addAll(assembly.assemble(vertx, config, admin));
    for (Service service : services) {
      within(service.start());
    }
    return new Member(vertx, admin, services);
  }

  /** What every process of the region has in its config; makes its folder. */
  private String common(String node, int adminPort, int port) throws IOException {
    Path state = Files.createDirectories(folder.resolve(node));
    JsonObject table = RoutingTableJson.write(TestEdges.table());
    Files.writeString(state.resolve("routing-table.json"), table.encode());
    String members =
        String.join(", ", IntStream.of(cluster).mapToObj("\"127.0.0.1:%d\""::formatted).toList());
    return """
    region: %s
    node: %s
    admin: 127.0.0.1:%d
    state-dir: %s
    kafka: %s
    redis: %s:%d
    partitions: %d
    cluster:
      listen: 127.0.0.1:%d
      members: [%s]
    """
        .formatted(
            id,
            node,
            adminPort,
            state,
            kafka.bootstrap(),
            redis.host(),
            redis.port(),
            PARTITIONS,
            port,
            members);
  }

  private void awaitReady(Member process) {
    HttpRequest ready =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/ready".formatted(process.admin.port())))
            .build();
    await()
        .atMost(Duration.ofSeconds(DEADLINE_SECONDS))
        .untilAsserted(() -> {
          HttpResponse<String> answer = client.send(ready, BodyHandlers.ofString());
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        });
  }

  /** What an edge, from 1, has counted, as text. */
  String metrics(int edge) throws Exception {
    int admin = edges.get(edge - 1).admin.port();
    return client
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(admin)))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  /** Pauses or resumes the link from another region. */
  void pauseLink(RealRegion source, boolean paused) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/v1/replication/links/%s"
                        .formatted(replicator.admin.port(), source.id)))
            .header("Authorization", "Bearer " + OPERATOR)
            .PUT(BodyPublishers.ofString(new JsonObject().put("paused", paused).encode()))
            .build();
    // A replicator that is only just starting answers 503.
    await()
        .atMost(Duration.ofSeconds(DEADLINE_SECONDS))
        .untilAsserted(() -> {
          HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        });
  }

  /** What the link from another region does, as its replicator shows it. */
  String linkState(RealRegion source) throws Exception {
    URI status =
        URI.create("http://127.0.0.1:%d/v1/replication/status".formatted(replicator.admin.port()));
    HttpRequest request =
        HttpRequest.newBuilder(status).header("Authorization", "Bearer " + OPERATOR).build();
    JsonObject body = new JsonObject(client.send(request, BodyHandlers.ofString()).body());
    return body.getJsonArray("links").stream()
        .map(JsonObject.class::cast)
        .filter(link -> link.getString("source").equals(source.id))
        .map(link -> link.getString("state"))
        .findFirst()
        .orElseThrow();
  }

  /** The bus of an edge, from 1. */
  Vertx vertx(int edge) {
    return edges.get(edge - 1).vertx;
  }

  URI uri(int edge, String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(http[edge - 1], path));
  }

  /** A request to the first edge. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(1, path)).timeout(Duration.ofSeconds(DEADLINE_SECONDS));
  }

  HttpResponse<String> call(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return call(request(path).GET());
  }

  HttpResponse<String> put(String path, String body) throws Exception {
    return call(request(path).PUT(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return call(request(path).POST(BodyPublishers.ofString(body)));
  }

  /** Stops the edges alone. */
  void stopEdges() throws Exception {
    for (Member edge : edges) {
      edge.stop();
    }
    edges.clear();
  }

  static <T> T within(Future<T> future) throws Exception {
    return future.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Below the ports of outgoing connections, of which one could take it before its owner does. */
  static int freePort() {
    for (int tries = 0; tries < PORT_TRIES_MAX; tries++) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        // Somebody has it: another one.
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    throw new AssertionError("no port of %d was free".formatted(PORT_TRIES_MAX));
  }

  /** The region is gone: its Kafka and its Redis first, with everything that they have stored. */
  void destroy() throws Exception {
    redis.kill();
    kafka.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    stopEdges();
    stopReplicator();
    client.close();
  }

  void close() throws Exception {
    stopEdges();
    stopReplicator();
    redis.stop();
    kafka.close();
    client.close();
  }
}
