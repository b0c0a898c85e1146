package io.atoll.cli.partition;

import io.atoll.controller.Controller;
import io.atoll.controller.ControllerConfig;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.dns.DnsConfig;
import io.atoll.dns.DnsMain;
import io.atoll.runtime.app.App;
import io.atoll.runtime.app.AppConfig;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.config.ConfigReader;
import io.atoll.runtime.json.RoutingTableJson;
import io.atoll.testkit.network.Link.Cut;
import io.atoll.testkit.network.Wan;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
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
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The controllers and name servers of three regions, as they are in operation, with a WAN between
 * them that can be cut; of the rest of a region, a small HTTP server that says that all is well.
 * Name servers reach every controller, that of their own region too, by links of their own.
 */
final class Sites implements AutoCloseable {
  /** A region, where it is, and a network of users who are nearest to it. */
  enum Site {
    US_EAST("us-east", 38.95, -77.45, "3.3.3.0"),
    EU_WEST("eu-west", 53.35, -6.26, "81.2.69.0"),
    AP_NORTHEAST("ap-northeast", 35.68, 139.69, "133.11.0.0");

    final String region;
    final String users;
    private final double latitude;
    private final double longitude;

    Site(String region, double latitude, double longitude, String users) {
      this.region = region;
      this.latitude = latitude;
      this.longitude = longitude;
      this.users = users;
    }

    private RegionId id() {
      return RegionId.of(region);
    }

    /** By which the WAN knows its name server. */
    private RegionId nameServer() {
      return RegionId.of("dns-" + region);
    }

    /** The address that users are given. */
    String edge() {
      return "127.81.%d.1".formatted(1 + List.of(values()).indexOf(this));
    }

    private InetSocketAddress unused(int host) {
      return Wan.unused(Wan.loopback(127, 81, 1 + List.of(values()).indexOf(this), host));
    }
  }

  private static final String TOKEN = "operators-token-of-the-test";
  private static final Duration ONE_WAY = Duration.ofMillis(20);
  private static final Pattern POLLS =
      Pattern.compile("atoll_feed_polls_total\\{[^}]*outcome=\"(\\w+)\"[^}]*} (\\S+)");

  /**
   * An address that no other process has, and ports that no client is given: one that asks over UDP
   * takes a port of all addresses.
   */
  private static final InetAddress OWN_HOST =
      InetAddress.ofLiteral(
          "127.%d.%d.%d"
              .formatted(
                  64 + (ProcessHandle.current().pid() >> 16) % 64,
                  (ProcessHandle.current().pid() >> 8) % 256,
                  ProcessHandle.current().pid() % 256));

  private static final AtomicInteger PORTS = new AtomicInteger(5_300);

  private final Path folder;
  private final Wan wan = new Wan(ONE_WAY);
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final Map<Site, InetSocketAddress> parts = new TreeMap<>();
  private final Map<Site, InetSocketAddress> apis = new TreeMap<>();
  private final Map<Site, InetSocketAddress> rafts = new TreeMap<>();
  private final Map<Site, InetSocketAddress> listeners = new TreeMap<>();
  private final Map<Site, App<DnsConfig>> nameServers = new TreeMap<>();
  private final List<App<ControllerConfig>> controllers = new ArrayList<>();

  Sites(Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(folder.resolve("token"), TOKEN);
    Files.writeString(
        folder.resolve("namespaces.yaml"), "namespaces: [{name: profiles, kind: register}]\n");
    for (Site site : Site.values()) {
      parts.put(site, site.unused(40));
      apis.put(site, site.unused(30));
      rafts.put(site, site.unused(31));
      listeners.put(site, new InetSocketAddress(OWN_HOST, PORTS.getAndIncrement()));
    }
  }

  private static <V> V of(Map<Site, V> map, Site site) {
    return Objects.requireNonNull(map.get(site));
  }

  void startNameServers() throws Exception {
    for (Site site : Site.values()) {
      nameServers.put(
          site,
          started("dns-" + site.region, nameServer(site), DnsConfig::read, DnsMain::assemble));
    }
  }

  void startControllers() throws Exception {
    for (Site site : Site.values()) {
      InetSocketAddress part = of(parts, site);
      vertx
          .createHttpServer()
          .requestHandler(request -> request.response().end(isWell().toBuffer()))
          .listen(part.getPort(), part.getAddress().getHostAddress())
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    }
    for (Site site : Site.values()) {
      controllers.add(
          started(
              "controller-" + site.region,
              controller(site),
              ControllerConfig::read,
              (its, config, admin) -> Controller.assemble(its, config, admin).services()));
    }
  }

  private <C extends AppConfig> App<C> started(
      String name, String config, ConfigReader<C> reader, App.Assembly<C> assembly)
      throws Exception {
    App<C> app = App.create(Config.parse(folder.resolve(name + ".yaml"), config, reader), assembly);
    app.start();
    return app;
  }

  private static JsonObject isWell() {
    return new JsonObject().put("ready", true).put("reason", "").put("links", new JsonArray());
  }

  private String nameServer(Site site) {
    String others =
        List.of(Site.values()).stream()
            .sorted((a, b) -> Boolean.compare(b == site, a == site))
            .map(to -> "\"http://%s\"".formatted(via(site.nameServer(), to, of(apis, to))))
            .collect(Collectors.joining(", "));
    return """
    region: %1$s
    node: dns
    admin: 127.0.0.1:0
    state-dir: %2$s
    listen: %3$s
    controllers: [%4$s]
    pace: 0s
    zones:
      - apex: atoll.test
        name-servers: [{name: ns, address: 127.0.0.1}]
        ttl: 1s
    """
        .formatted(
            site.region, folder.resolve("dns-" + site.region), text(of(listeners, site)), others);
  }

  private String controller(Site site) {
    StringBuilder members = new StringBuilder();
    StringBuilder regions = new StringBuilder();
    for (Site to : Site.values()) {
      InetSocketAddress part = of(parts, to);
      members.append(
          "    - {region: %s, address: \"%s\", via: \"%s\"}%n"
              .formatted(to.region, text(of(rafts, to)), via(site.id(), to, of(rafts, to))));
      regions.append(
          """
            - id: %1$s
              latitude: %2$s
              longitude: %3$s
              controller: http://%4$s
              replicator: http://%5$s
              edges: [{node: edge-1, address: %6$s, port: 8080, via: "%5$s", admin: "%7$s"}]
          """
              .formatted(
                  to.region,
                  to.latitude,
                  to.longitude,
                  via(site.id(), to, of(apis, to)),
                  via(site.id(), to, part),
                  to.edge(),
                  text(part)));
    }
    return """
    region: %1$s
    node: controller
    admin: 127.0.0.1:0
    state-dir: %2$s
    token-file: %3$s
    listen: %4$s
    namespaces: %5$s
    health: {hold: 1s, return-after: 1s, return-after-max: 1s}
    raft:
      listen: %6$s
      members:
    %7$sregions:
    %8$s\
    """
        .formatted(
            site.region,
            folder.resolve("controller-" + site.region),
            folder.resolve("token"),
            text(of(apis, site)),
            folder.resolve("namespaces.yaml"),
            text(of(rafts, site)),
            members,
            regions);
  }

  private String via(RegionId from, Site to, InetSocketAddress target) {
    return text(wan.via(from, to.id(), target));
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** Where a name server answers. */
  InetSocketAddress listener(Site site) {
    return of(listeners, site);
  }

  /** Cuts all that is between the regions of two controllers. */
  void cutControllers(Site one, Site other, Cut how) {
    wan.cut(one.id(), other.id(), how);
  }

  /** Cuts a name server off from a controller. */
  void cutNameServer(Site nameServer, Site controller, Cut how) {
    wan.cut(nameServer.nameServer(), controller.id(), how);
  }

  void heal() {
    for (Site one : Site.values()) {
      for (Site other : Site.values()) {
        cutControllers(one, other, Cut.NONE);
        cutNameServer(one, other, Cut.NONE);
      }
    }
  }

  /** What an operator is told who asks a controller to drain or restore a region. */
  int operate(Site at, String what, Site region) throws IOException, InterruptedException {
    URI uri =
        URI.create("http://%s/v1/regions/%s/%s".formatted(text(of(apis, at)), region.region, what));
    return client
        .send(
            HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString("{\"reason\": \"a test\"}"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** What a controller says of each region; nothing if it doesn't answer. */
  Stream<RegionState> states(Site controller) {
    URI uri = URI.create("http://%s/v1/routing-table".formatted(text(of(apis, controller))));
    try {
      HttpResponse<String> table =
          client.send(
              HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.ofString());
      return RoutingTableJson.read(new JsonObject(table.body())).regions().values().stream()
          .map(RegionEntry::state);
    } catch (IOException e) {
      return Stream.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Stream.empty();
    }
  }

  /** How often a name server asked controllers so far, by what came of it. */
  Map<String, Double> polls(Site nameServer) throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/metrics".formatted(of(nameServers, nameServer).admin().port()));
    Matcher found =
        POLLS.matcher(
            client
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    Map<String, Double> polls = new TreeMap<>();
    while (found.find()) {
      polls.put(found.group(1), Double.parseDouble(found.group(2)));
    }
    return polls;
  }

  @Override
  public void close() {
    nameServers.values().forEach(App::stop);
    controllers.forEach(App::stop);
    try {
      wan.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    vertx.close().await();
    client.close();
  }
}
