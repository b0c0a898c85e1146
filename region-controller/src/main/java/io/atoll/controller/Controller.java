package io.atoll.controller;

import io.atoll.controller.api.ApiServer;
import io.atoll.controller.control.ControlRoom;
import io.atoll.controller.control.NamespaceSeed;
import io.atoll.controller.control.Operator;
import io.atoll.controller.membership.AskedReplicators;
import io.atoll.controller.membership.GossipPuller;
import io.atoll.controller.membership.Prober;
import io.atoll.controller.membership.Targets;
import io.atoll.controller.raft.RaftIntentStore;
import io.atoll.controller.raft.RaftMember;
import io.atoll.controller.table.Site;
import io.atoll.controller.table.TableFeed;
import io.atoll.core.operation.Namespace;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridClock;
import io.atoll.core.time.MonotonicClock;
import io.atoll.runtime.admin.AdminEndpoint;
import io.atoll.runtime.admin.Readiness;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.feed.TableFile;
import io.atoll.runtime.json.NamespacesYaml;
import io.atoll.runtime.net.HostPort;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A controller put together from its config.
 *
 * @param services in the order in which they start
 * @param api for its port
 * @param store for what it knows of the other controllers
 */
public record Controller(List<Service> services, ApiServer api, RaftIntentStore store) {
  /** Clocks of regions are kept by NTP; one that is off by more is ignored. */
  private static final Duration SKEW_MAX = Duration.ofMinutes(1);

  public Controller {
    services = List.copyOf(services);
  }

  /**
   * Makes the parts without starting them.
   *
   * @throws io.atoll.runtime.config.ConfigException if the namespaces' file is wrong
   */
  public static Controller assemble(Vertx vertx, ControllerConfig config, AdminEndpoint admin) {
    RegionId self = config.process().region();
    MonotonicClock clock = System::nanoTime;
    HybridClock versions = new HybridClock(System::currentTimeMillis, SKEW_MAX);
    Context context = vertx.getOrCreateContext();
    MeterRegistry meters = admin.meters();
    Collection<Namespace> namespaces = NamespacesYaml.load(config.namespaces()).values();
    List<Site> sites = config.regions().stream().map(Controller::site).toList();
    Set<RegionId> members = sites.stream().map(Site::id).collect(Collectors.toSet());

    TableFeed feed = new TableFeed(vertx, context);
    ControlRoom room =
        new ControlRoom(
            vertx,
            context,
            self,
            sites,
            config.health(),
            versions,
            clock,
            feed,
            new TableFile(config.process().stateDir()));
    RaftIntentStore store =
        new RaftIntentStore(
            self,
            config.raft().members().stream().map(Controller::member).toList(),
            config.process().stateDir().resolve("raft"),
            RaftIntentStore.LOG_BYTES_MAX,
            clock,
            intent -> context.runOnContext(_ -> room.learn(intent)));
    Prober prober =
        new Prober(
            vertx,
            context,
            self,
            config.regions().stream().map(region -> targets(self, region)).toList(),
            config.probes().interval(),
            config.probes().timeout(),
            config.health().failuresBeforeBad(),
            versions,
            clock,
            meters,
            room::observe);
    GossipPuller gossip =
        new GossipPuller(
            vertx,
            context,
            peers(self, config.regions()),
            config.probes().interval(),
            config.probes().timeout(),
            meters,
            room::hear);
    AskedReplicators replicators =
        new AskedReplicators(
            vertx,
            config.regions().stream()
                .collect(
                    Collectors.toMap(
                        ControllerConfig.Region::id, ControllerConfig.Region::replicator)));
    Operator operator =
        new Operator(context, members, store, room, feed, System::currentTimeMillis, replicators);
    ApiServer api =
        new ApiServer(
            vertx,
            context,
            config.listen(),
            admin.access(),
            new ApiServer.Parts(self, room, store, prober, operator, feed, config.health(), clock));
    NamespaceSeed seed = new NamespaceSeed(vertx, context, namespaces, store, room);

    new ControllerMeters(meters).watch(room, feed, store, members);
    admin.readiness("intent", store::readiness);
    admin.readiness(
        "table", () -> Readiness.of(feed.current().isKnown(), "no routing table is published yet"));
    return new Controller(List.of(room, store, prober, gossip, replicators, seed, api), api, store);
  }

  private static Site site(ControllerConfig.Region region) {
    return new Site(
        region.id(),
        region.coordinates(),
        region.weight(),
        region.edges().stream()
            .map(edge -> new Site.SiteEdge(edge.node(), edge.address(), edge.port()))
            .toList());
  }

  /** The own region is looked at from inside, every other through its edges as users see them. */
  private static Targets targets(RegionId self, ControllerConfig.Region region) {
    boolean inside = region.id().equals(self);
    SortedMap<String, String> edges = new TreeMap<>();
    region
        .edges()
        .forEach(edge ->
            edges.put(
                edge.node(),
                inside
                    ? "http://%s/ready".formatted(edge.admin())
                    : "http://%s/v1/health".formatted(edge.via())));
    return new Targets(region.id(), edges, region.replicator() + "/v1/replication/status");
  }

  private static Map<RegionId, URI> peers(RegionId self, List<ControllerConfig.Region> regions) {
    return regions.stream()
        .filter(region -> !region.id().equals(self))
        .collect(
            Collectors.toMap(ControllerConfig.Region::id, ControllerConfig.Region::controller));
  }

  private static RaftMember member(ControllerConfig.Member member) {
    return new RaftMember(member.region(), resolve(member.address()), resolve(member.via()));
  }

  private static InetSocketAddress resolve(HostPort address) {
    return new InetSocketAddress(address.host(), address.port());
  }
}
