package io.atoll.cli.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the platform's name servers answer for, and where they think the machine itself is. */
final class DnsZone {
  static final String APEX = "atoll.test";
  static final String SERVICE = "www";

  /** Of this machine and of private networks: users there count as being in the first region. */
  private static final List<String> LOCAL_NETWORKS =
      List.of(
          "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7");

  private DnsZone() {}

  /**
   * @param key the zone's key, the same on all name servers
   */
  static List<Map<String, Object>> zones(Topology topology, Path key) {
    return List.of(
        Map.of(
            "apex",
            APEX,
            "name-servers",
            topology.regions().stream()
                .map(region ->
                    Map.of(
                        "name",
                        "ns" + region.index(),
                        "address",
                        topology.plan().host(region.index(), AddressPlan.DNS)))
                .toList(),
            "routed",
            List.of("@", SERVICE),
            "ttl",
            "2s",
            "dnssec",
            Map.of("keys", List.of(Map.of("file", key.toString())))));
  }

  /**
   * A region's own addresses are where the region is, so that a query from one is answered as if it
   * came from there.
   */
  static Map<String, Object> geo(Topology topology) {
    PlatformRegion home = topology.regions().getFirst();
    return Map.of(
        "overrides",
        Stream.concat(
                LOCAL_NETWORKS.stream().map(network -> place(network, home)),
                topology.regions().stream()
                    .map(region -> place(topology.plan().host(region.index(), 0) + "/24", region)))
            .toList());
  }

  private static Map<String, Object> place(String network, PlatformRegion region) {
    return Map.of(
        "cidr",
        network,
        "latitude",
        region.coordinates().latitude(),
        "longitude",
        region.coordinates().longitude());
  }
}
