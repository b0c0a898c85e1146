package io.atoll.controller;

import io.atoll.controller.health.HealthPolicy;
import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.runtime.app.AppConfig;
import io.atoll.runtime.app.ProcessConfig;
import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import io.atoll.runtime.net.HttpUris;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A controller's config.
 *
 * @param listen where its API listens
 * @param regions every member region, the own one among them
 * @param namespaces the file that seeds the namespaces
 */
public record ControllerConfig(
    ProcessConfig process,
    HostPort listen,
    Raft raft,
    List<Region> regions,
    Path namespaces,
    Probes probes,
    HealthPolicy health)
    implements AppConfig {
  public ControllerConfig {
    regions = List.copyOf(regions);
    requireMember(process.region(), "regions", regions.stream().map(Region::id).toList());
    requireMember(
        process.region(), "raft.members", raft.members().stream().map(Member::region).toList());
  }

  /**
   * How controllers agree on intent.
   *
   * @param listen must be this region's address in the members
   */
  public record Raft(HostPort listen, List<Member> members) {
    public Raft {
      members = List.copyOf(members);
    }

    static Raft read(ConfigNode node) {
      return new Raft(node.hostPort("listen"), node.list("members", Member::read));
    }
  }

  /**
   * One region's controller.
   *
   * @param address where it listens, the same in every region's config
   * @param via where this region reaches it
   */
  public record Member(RegionId region, HostPort address, HostPort via) {
    static Member read(ConfigNode node) {
      HostPort address = node.hostPort("address");
      return new Member(node.parse("region", RegionId::of), address, node.hostPort("via", address));
    }
  }

  /**
   * One member region.
   *
   * @param controller base address of its controller, as reached from here
   * @param replicator base address of its replicator's admin endpoint, as reached from here
   */
  public record Region(
      RegionId id,
      Coordinates coordinates,
      int weight,
      List<Edge> edges,
      URI controller,
      URI replicator) {
    public Region {
      edges = List.copyOf(edges);
    }

    static Region read(ConfigNode node) {
      return new Region(
          node.parse("id", RegionId::of),
          new Coordinates(
              node.requiredDecimal("latitude", -90, 90),
              node.requiredDecimal("longitude", -180, 180)),
          node.integer("weight", RegionEntry.WEIGHT_MAX, 0, RegionEntry.WEIGHT_MAX),
          node.list("edges", Edge::read),
          node.parse("controller", HttpUris::parse),
          node.parse("replicator", HttpUris::parse));
    }
  }

  /**
   * One edge node.
   *
   * @param address where users reach it
   * @param via where this region reaches it
   * @param admin its admin endpoint; asked by its own region's controller only
   */
  public record Edge(String node, String address, int port, HostPort via, HostPort admin) {
    static Edge read(ConfigNode node) {
      return new Edge(
          node.requiredString("node"),
          node.requiredString("address"),
          node.requiredInteger("port", 1, HostPort.PORT_MAX),
          node.hostPort("via"),
          node.hostPort("admin"));
    }
  }

  /**
   * How often and how patiently a controller asks.
   *
   * @param interval between rounds of probes, and of gossip
   * @param timeout for one probe or question
   */
  public record Probes(Duration interval, Duration timeout) {
    static final Probes DEFAULT = new Probes(Duration.ofMillis(500), Duration.ofSeconds(1));
    private static final Duration MIN = Duration.ofMillis(50);
    private static final Duration MAX = Duration.ofSeconds(30);

    static Probes read(ConfigNode node) {
      return new Probes(
          node.duration("interval", DEFAULT.interval, MIN, MAX),
          node.duration("timeout", DEFAULT.timeout, MIN, MAX));
    }
  }

  public static ControllerConfig read(ConfigNode node) {
    return new ControllerConfig(
        ProcessConfig.read(node),
        node.hostPort("listen"),
        node.object("raft", Raft::read),
        node.list("regions", Region::read),
        node.path("namespaces"),
        node.optionalObject("probes", Probes::read).orElse(Probes.DEFAULT),
        node.optionalObject("health", ControllerConfig::health).orElse(HealthPolicy.DEFAULT));
  }

  private static HealthPolicy health(ConfigNode node) {
    HealthPolicy otherwise = HealthPolicy.DEFAULT;
    Duration returnAfter = node.duration("return-after", otherwise.returnAfter());
    return new HealthPolicy(
        node.integer("failures-before-bad", otherwise.failuresBeforeBad(), 1, 100),
        node.duration("silent-after", otherwise.silentAfter()),
        node.duration("hold", otherwise.hold()),
        node.duration("start-after", least(otherwise.startAfter(), returnAfter)),
        returnAfter,
        node.duration("return-after-max", otherwise.returnAfterMax()),
        node.duration("flap-window", otherwise.flapWindow()),
        node.duration("start-grace", otherwise.startGrace()));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static void requireMember(RegionId own, String key, List<RegionId> listed) {
    if (!listed.contains(own)) {
      throw new IllegalArgumentException(
          "region '%s' is not listed in %s, which has %s; add it".formatted(own, key, listed));
    }
    if (listed.stream().distinct().count() != listed.size()) {
      throw new IllegalArgumentException("%s lists a region twice: %s".formatted(key, listed));
    }
  }
}
