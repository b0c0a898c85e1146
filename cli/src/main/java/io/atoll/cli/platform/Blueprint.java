package io.atoll.cli.platform;

import io.atoll.cli.PlatformFile;
import io.atoll.cli.platform.Probe.HttpReady;
import io.atoll.cli.platform.Probe.KafkaAnswers;
import io.atoll.cli.platform.Probe.RedisAnswers;
import io.atoll.cli.platform.wan.Wan;
import io.atoll.core.region.RegionId;
import io.atoll.parts.RedisServer;
import io.atoll.runtime.net.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * A topology turned into processes: for each its command, config file, probe and needs; and the
 * routes of the WAN between them.
 */
record Blueprint(Topology topology, WanProfile wan, DataLayout data, JvmCommand jvm) {
  private static final String REDIS_MEMORY = "256mb";

  /** Beside the L1 for data, in the edge's small heap. */
  private static final String EDGE_PAGE_MEMORY = "16MiB";

  /** For three million keys. */
  private static final String EDGE_KEYS_MEMORY = "8MiB";

  /** Fewer arenas: glibc keeps memory per thread otherwise, which many small JVMs can't afford. */
  private static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

  /** In the order in which they are shown. */
  List<NodeSpec> nodes() {
    return topology.regions().stream()
        .flatMap(region -> {
          List<NodeSpec> nodes = new ArrayList<>();
          nodes.add(redis(region));
          nodes.add(kafka(region));
          nodes.add(controller(region));
          nodes.add(replicator(region));
          addresses().edges().forEach(edge -> nodes.add(edge(region, edge)));
          nodes.add(dns(region));
          nodes.add(shop(region));
          return nodes.stream();
        })
        .toList();
  }

  /** What the platform's other commands need to know. */
  PlatformFile platformFile() {
    AddressPlan plan = topology.plan();
    return new PlatformFile(
        Addresses.http(plan.supervisor()),
        plan.dnsRelay().toString(),
        data.tokenFile(),
        wan.id(),
        topology.regions().stream()
            .map(region ->
                new PlatformFile.Region(
                    region.id().value(),
                    region.index(),
                    region.coordinates().latitude(),
                    region.coordinates().longitude(),
                    Addresses.http(
                        addresses()
                            .at(region, AddressPlan.CONTROLLER, AddressPlan.CONTROLLER_PORT)),
                    Addresses.http(
                        addresses().at(region, AddressPlan.REPLICATOR, AddressPlan.ADMIN_PORT)),
                    addresses().at(region, AddressPlan.DNS, AddressPlan.DNS_PORT).toString(),
                    addresses().kafka(region).toString(),
                    addresses().redis(region).toString(),
                    addresses().edges().stream()
                        .map(edge ->
                            new PlatformFile.Edge(
                                "edge-" + edge,
                                Addresses.http(addresses().at(region, edge, AddressPlan.DATA_PORT)),
                                Addresses.http(
                                    addresses().at(region, edge, AddressPlan.ADMIN_PORT))))
                        .toList()))
            .toList());
  }

  /** One route for every ordered pair of regions. */
  List<Wan.Route> routes() {
    return new WanRoutes(topology, wan).all();
  }

  private Addresses addresses() {
    return new Addresses(topology);
  }

  private NodeSpec redis(PlatformRegion region) {
    HostPort address = addresses().redis(region);
    NodeId id = new NodeId(region.id(), "redis");
    return new NodeSpec(
        id,
        Role.REDIS,
        RedisServer.command(address.host(), address.port(), REDIS_MEMORY),
        Map.of(),
        data.node(id),
        new RedisAnswers(address),
        List.of());
  }

  private NodeSpec kafka(PlatformRegion region) {
    List<Map<String, Object>> wanListeners =
        topology.othersThan(region).stream()
            .map(from ->
                Map.<String, Object>of(
                    "name", wanListener(from.id()),
                    "port", topology.plan().kafkaWanPort(from.index()),
                    "advertised", addresses().kafkaVia(from, region).toString()))
            .toList();
    NodeId id = new NodeId(region.id(), "kafka");
    Map<String, Object> config = new HashMap<>();
    config.put("region", region.id().value());
    config.put("node", id.node());
    config.put("data-dir", data.node(id).resolve("data").toString());
    config.put("listen", addresses().kafka(region).toString());
    config.put("controller-port", AddressPlan.KAFKA_CONTROLLER_PORT);
    config.put("listeners", wanListeners);
    return jvmNode(id, Role.KAFKA, config, new KafkaAnswers(addresses().kafka(region)), List.of());
  }

  private NodeSpec controller(PlatformRegion region) {
    Map<String, Object> config = common(region, "controller", AddressPlan.CONTROLLER);
    config.put(
        "listen",
        addresses().at(region, AddressPlan.CONTROLLER, AddressPlan.CONTROLLER_PORT).toString());
    config.put(
        "raft",
        Map.of(
            "listen",
                addresses().at(region, AddressPlan.CONTROLLER, AddressPlan.RAFT_PORT).toString(),
            "members",
                topology.regions().stream()
                    .map(member ->
                        Map.of(
                            "region", member.id().value(),
                            "address",
                                addresses()
                                    .at(member, AddressPlan.CONTROLLER, AddressPlan.RAFT_PORT)
                                    .toString(),
                            "via",
                                addresses()
                                    .via(
                                        region,
                                        member,
                                        AddressPlan.CONTROLLER,
                                        AddressPlan.RAFT_PORT)
                                    .toString()))
                    .toList()));
    config.put(
        "regions", topology.regions().stream().map(member -> member(region, member)).toList());
    config.put("namespaces", data.namespaces().toString());
    return httpNode(region, Role.CONTROLLER, config, AddressPlan.CONTROLLER, List.of());
  }

  /** A member region as one region's controller sees it. */
  private Map<String, Object> member(PlatformRegion from, PlatformRegion member) {
    return Map.of(
        "id",
        member.id().value(),
        "latitude",
        member.coordinates().latitude(),
        "longitude",
        member.coordinates().longitude(),
        "weight",
        100,
        "edges",
        addresses().edges().stream()
            .map(edge ->
                Map.of(
                    "node",
                    "edge-" + edge,
                    "address",
                    topology.plan().host(member.index(), edge),
                    "port",
                    AddressPlan.DATA_PORT,
                    "via",
                    addresses().via(from, member, edge, AddressPlan.DATA_PORT).toString(),
                    "admin",
                    addresses().at(member, edge, AddressPlan.ADMIN_PORT).toString()))
            .toList(),
        "controller",
        Addresses.http(
            addresses().via(from, member, AddressPlan.CONTROLLER, AddressPlan.CONTROLLER_PORT)),
        "replicator",
        Addresses.http(
            addresses().via(from, member, AddressPlan.REPLICATOR, AddressPlan.ADMIN_PORT)));
  }

  private NodeSpec replicator(PlatformRegion region) {
    Map<String, Object> config = common(region, "replicator", AddressPlan.REPLICATOR);
    stores(config, region);
    config.put("cluster", cluster(region, AddressPlan.REPLICATOR));
    config.put(
        "sources",
        topology.othersThan(region).stream()
            .map(source ->
                Map.of(
                    "region",
                    source.id().value(),
                    "kafka",
                    addresses().kafkaVia(region, source).toString()))
            .toList());
    config.put("controllers", addresses().controllers(region));
    return httpNode(
        region,
        Role.REPLICATOR,
        config,
        AddressPlan.REPLICATOR,
        List.of(addresses().kafka(region), addresses().redis(region)));
  }

  private NodeSpec edge(PlatformRegion region, int number) {
    Map<String, Object> config = common(region, "edge-" + number, number);
    stores(config, region);
    config.put("listen", addresses().at(region, number, AddressPlan.DATA_PORT).toString());
    config.put("cluster", cluster(region, number));
    config.put("controllers", addresses().controllers(region));
    config.put("http", gateway(region));
    config.put("known-keys", Map.of("bytes-max", EDGE_KEYS_MEMORY));
    config.put("sessions", Map.of("keys", data.sessionKeys().toString()));
    config.put("peers", peers(region));
    // Everything is told to stop at once: nobody is left to send clients to.
    config.put("limits", Map.of("grace", "0s"));
    // One member first: several that start at once may each found a cluster of their own.
    HostPort firstMember = addresses().at(region, AddressPlan.REPLICATOR, AddressPlan.CLUSTER_PORT);
    return httpNode(
        region, Role.EDGE, config, number, List.of(addresses().kafka(region), firstMember));
  }

  /** Where one region's edges reach those of the others. */
  private List<Map<String, Object>> peers(PlatformRegion region) {
    return topology.othersThan(region).stream()
        .map(peer ->
            Map.<String, Object>of(
                "region", peer.id().value(),
                "edges", addresses().edgesVia(region, peer)))
        .toList();
  }

  /** The shop at the service's name; the edges of other regions stand in for it. */
  private Map<String, Object> gateway(PlatformRegion region) {
    return Map.of(
        "upstreams",
        List.of(Map.of("name", "shop", "targets", List.of(addresses().shop(region).toString()))),
        "routes",
        List.of(
            Map.of(
                "name", "shop",
                "host", DnsZone.SERVICE + "." + DnsZone.APEX,
                "upstream", "shop")),
        "bytes-max",
        EDGE_PAGE_MEMORY);
  }

  private NodeSpec shop(PlatformRegion region) {
    Map<String, Object> config = new HashMap<>();
    config.put("region", region.id().value());
    config.put("listen", addresses().shop(region).toString());
    return jvmNode(
        new NodeId(region.id(), "shop"),
        Role.SHOP,
        config,
        new HttpReady(addresses().shop(region)),
        List.of());
  }

  private NodeSpec dns(PlatformRegion region) {
    Map<String, Object> config = common(region, "dns", AddressPlan.DNS);
    config.put("listen", addresses().at(region, AddressPlan.DNS, AddressPlan.DNS_PORT).toString());
    config.put("controllers", addresses().controllers(region));
    config.put(
        "peers",
        topology.othersThan(region).stream()
            .map(to ->
                Addresses.http(
                    addresses().via(region, to, AddressPlan.DNS, AddressPlan.ADMIN_PORT)))
            .toList());
    config.put("zones", DnsZone.zones(topology, data.zoneKey()));
    config.put("geo", DnsZone.geo(topology));
    // Whoever tries the platform sees at once what a command has changed.
    config.put("pace", "0s");
    return httpNode(
        region,
        Role.DNS,
        config,
        AddressPlan.DNS,
        List.of(addresses().at(region, AddressPlan.CONTROLLER, AddressPlan.CONTROLLER_PORT)));
  }

  private static void put(Map<String, Object> config, String key, HostPort address) {
    config.put(key, address.toString());
  }

  private void stores(Map<String, Object> config, PlatformRegion region) {
    put(config, "kafka", addresses().kafka(region));
    put(config, "redis", addresses().redis(region));
    config.put("partitions", Topology.PARTITIONS);
  }

  private Map<String, Object> cluster(PlatformRegion region, int node) {
    List<String> members = new ArrayList<>();
    members.add(
        addresses().at(region, AddressPlan.REPLICATOR, AddressPlan.CLUSTER_PORT).toString());
    addresses()
        .edges()
        .forEach(
            edge -> members.add(addresses().at(region, edge, AddressPlan.CLUSTER_PORT).toString()));
    return Map.of(
        "listen",
        addresses().at(region, node, AddressPlan.CLUSTER_PORT).toString(),
        "members",
        members);
  }

  private Map<String, Object> common(PlatformRegion region, String node, int number) {
    NodeId id = new NodeId(region.id(), node);
    Map<String, Object> config = new HashMap<>();
    config.put("region", region.id().value());
    config.put("node", node);
    put(config, "admin", addresses().at(region, number, AddressPlan.ADMIN_PORT));
    config.put("state-dir", data.node(id).resolve("state").toString());
    config.put("token-file", data.tokenFile().toString());
    return config;
  }

  private NodeSpec httpNode(
      PlatformRegion region,
      Role role,
      Map<String, Object> config,
      int number,
      List<HostPort> after) {
    NodeId id = new NodeId(region.id(), String.valueOf(config.get("node")));
    return jvmNode(
        id,
        role,
        config,
        new HttpReady(addresses().at(region, number, AddressPlan.ADMIN_PORT)),
        after);
  }

  private NodeSpec jvmNode(
      NodeId id, Role role, Map<String, Object> config, Probe ready, List<HostPort> after) {
    Path file = data.node(id).resolve("config.yaml");
    write(file, config);
    return new NodeSpec(
        id,
        role,
        jvm.of(role.mainClass(), role.flags(), List.of("--config", file.toString())),
        ENVIRONMENT,
        data.node(id),
        ready,
        after);
  }

  private static void write(Path file, Map<String, Object> config) {
    DumpSettings settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, new Dump(settings).dumpToString(new java.util.TreeMap<>(config)));
    } catch (IOException e) {
      throw new UncheckedIOException("can't write %s".formatted(file), e);
    }
  }

  private static String wanListener(RegionId from) {
    return "WAN-" + from.value().toUpperCase(Locale.ROOT);
  }
}
