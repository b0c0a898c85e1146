package io.atoll.controller;

import io.atoll.controller.fake.FakeRegion;
import io.atoll.controller.health.HealthPolicy;
import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RoutingTable;
import io.atoll.runtime.app.App;
import io.atoll.runtime.app.ProcessConfig;
import io.atoll.runtime.json.RoutingTableJson;
import io.atoll.runtime.net.HostPort;
import io.atoll.testkit.network.Wan;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Three regions' controllers with a WAN between them, and fakes for the rest of each region. */
final class Trio implements Closeable {
  static final RegionId A = RegionId.of("us-east");
  static final RegionId B = RegionId.of("eu-west");
  static final RegionId C = RegionId.of("ap-northeast");
  static final List<RegionId> ALL = List.of(A, B, C);
  static final String TOKEN = "operators-token-of-the-test";

  final Wan wan;
  private final Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final Map<RegionId, FakeRegion> regions = new TreeMap<>();
  private final Map<RegionId, InetSocketAddress> apis = new TreeMap<>();
  private final Map<RegionId, InetSocketAddress> rafts = new TreeMap<>();
  private final Map<RegionId, App<ControllerConfig>> apps = new TreeMap<>();
  private final Map<RegionId, ControllerConfig> configs = new TreeMap<>();

  record Reply(int status, JsonObject body) {}

  Trio(Path directory, Duration oneWay) throws Exception {
    this.directory = directory;
    this.wan = new Wan(oneWay);
    Files.writeString(directory.resolve("token"), TOKEN);
    Files.writeString(
        directory.resolve("namespaces.yaml"), "namespaces: [{name: profiles, kind: register}]\n");
    for (int i = 0; i < ALL.size(); i++) {
      regions.put(ALL.get(i), new FakeRegion(vertx, i + 1));
      apis.put(ALL.get(i), Wan.unused(Wan.loopback(127, 80, i + 1, 30)));
      rafts.put(ALL.get(i), Wan.unused(Wan.loopback(127, 80, i + 1, 30)));
    }
    for (RegionId region : ALL) {
      configs.put(region, config(region));
    }
  }

  void startAll() throws Exception {
    for (RegionId region : ALL) {
      region(region).start();
    }
    for (RegionId region : ALL) {
      startController(region);
    }
  }

  void startController(RegionId region) throws Exception {
    App<ControllerConfig> app =
        App.create(
            Objects.requireNonNull(configs.get(region)),
            (its, config, admin) -> Controller.assemble(its, config, admin).services());
    app.start();
    apps.put(region, app);
  }

  void stopController(RegionId region) {
    Objects.requireNonNull(apps.remove(region)).stop();
  }

  FakeRegion region(RegionId region) {
    return Objects.requireNonNull(regions.get(region));
  }

  /** The table that a region's controller has published; NONE if it doesn't answer. */
  RoutingTable table(RegionId at) {
    try {
      HttpResponse<String> response = send(request(at, "/v1/routing-table").build());
      return response.statusCode() == 200
          ? RoutingTableJson.read(new JsonObject(response.body()))
          : RoutingTable.NONE;
    } catch (IOException e) {
      return RoutingTable.NONE;
    }
  }

  /** The state of a region in another's table, in lower case; "unknown" without a table. */
  String state(RegionId at, RegionId region) {
    RegionEntry entry = table(at).regions().get(region);
    return entry == null ? "unknown" : entry.state().name();
  }

  JsonObject status(RegionId at) throws IOException {
    return new JsonObject(send(request(at, "/v1/status").build()).body());
  }

  int ready(RegionId at) throws IOException {
    int port = Objects.requireNonNull(apps.get(at)).admin().port();
    URI uri = URI.create("http://127.0.0.1:%d/ready".formatted(port));
    return send(HttpRequest.newBuilder(uri).build()).statusCode();
  }

  Reply operate(RegionId at, String path, JsonObject body) throws IOException {
    return operate(at, path, body, "Bearer " + TOKEN);
  }

  Reply operate(RegionId at, String path, JsonObject body, String authorization)
      throws IOException {
    HttpResponse<String> response =
        send(
            request(at, path)
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build());
    return new Reply(response.statusCode(), new JsonObject(response.body()));
  }

  private HttpRequest.Builder request(RegionId at, String path) {
    InetSocketAddress api = Objects.requireNonNull(apis.get(at));
    return HttpRequest.newBuilder(URI.create(http(api) + path)).timeout(Duration.ofSeconds(10));
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private ControllerConfig config(RegionId self) {
    List<ControllerConfig.Member> members = new ArrayList<>();
    rafts.forEach((to, address) ->
        members.add(
            new ControllerConfig.Member(
                to, hostPort(address), hostPort(wan.via(self, to, address)))));
    List<ControllerConfig.Region> all = new ArrayList<>();
    for (RegionId to : ALL) {
      FakeRegion region = region(to);
      List<ControllerConfig.Edge> edges = new ArrayList<>();
      for (InetSocketAddress edge : region.edges()) {
        edges.add(
            new ControllerConfig.Edge(
                "edge-" + (edges.size() + 1),
                hostPort(edge).host(),
                edge.getPort(),
                hostPort(wan.via(self, to, edge)),
                hostPort(edge)));
      }
      all.add(
          new ControllerConfig.Region(
              to,
              new Coordinates(1, 2),
              100,
              edges,
              URI.create(http(wan.via(self, to, Objects.requireNonNull(apis.get(to))))),
              URI.create(http(wan.via(self, to, region.replicator())))));
    }
    return new ControllerConfig(
        new ProcessConfig(
            self,
            "controller",
            new HostPort("127.0.0.1", 0),
            directory.resolve(self.value()),
            Optional.of(directory.resolve("token"))),
        hostPort(Objects.requireNonNull(apis.get(self))),
        new ControllerConfig.Raft(hostPort(Objects.requireNonNull(rafts.get(self))), members),
        all,
        directory.resolve("namespaces.yaml"),
        ControllerConfig.Probes.DEFAULT,
        returningSoon(HealthPolicy.DEFAULT));
  }

  /** A region that comes back serves as soon as one that comes for the first time. */
  private static HealthPolicy returningSoon(HealthPolicy policy) {
    return new HealthPolicy(
        policy.failuresBeforeBad(),
        policy.silentAfter(),
        policy.hold(),
        policy.startAfter(),
        policy.startAfter(),
        policy.returnAfterMax(),
        policy.flapWindow(),
        policy.startGrace());
  }

  private static HostPort hostPort(InetSocketAddress address) {
    return new HostPort(address.getAddress().getHostAddress(), address.getPort());
  }

  private static String http(InetSocketAddress address) {
    return "http://" + hostPort(address);
  }

  @Override
  public void close() throws IOException {
    apps.values().forEach(App::stop);
    wan.close();
    vertx.close().await();
    client.close();
  }
}
