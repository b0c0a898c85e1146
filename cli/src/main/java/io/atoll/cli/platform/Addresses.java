package io.atoll.cli.platform;

import io.atoll.runtime.net.HostPort;
import java.util.List;
import java.util.stream.IntStream;

/** Where the processes of a topology listen, and where those of other regions reach them. */
record Addresses(Topology topology) {
  /** Each region's edges, by number. */
  List<Integer> edges() {
    return IntStream.rangeClosed(1, Topology.EDGES_PER_REGION).boxed().toList();
  }

  HostPort at(PlatformRegion region, int node, int port) {
    return topology.plan().at(region.index(), node, port);
  }

  /** Over the WAN. */
  HostPort via(PlatformRegion from, PlatformRegion to, int node, int port) {
    return topology.plan().via(from.index(), to.index(), node, port);
  }

  HostPort kafka(PlatformRegion region) {
    return at(region, AddressPlan.KAFKA, AddressPlan.KAFKA_PORT);
  }

  /** How the replicator of one region reaches another region's broker. */
  HostPort kafkaVia(PlatformRegion from, PlatformRegion to) {
    return via(from, to, AddressPlan.KAFKA, topology.plan().kafkaWanPort(from.index()));
  }

  HostPort redis(PlatformRegion region) {
    return at(region, AddressPlan.REDIS, AddressPlan.REDIS_PORT);
  }

  HostPort shop(PlatformRegion region) {
    return at(region, AddressPlan.SHOP, AddressPlan.SHOP_PORT);
  }

  List<String> edgesVia(PlatformRegion from, PlatformRegion to) {
    return edges().stream()
        .map(edge -> via(from, to, edge, AddressPlan.DATA_PORT).toString())
        .toList();
  }

  /** All controllers, the own region's first. */
  List<String> controllers(PlatformRegion region) {
    return topology.startingWith(region).stream()
        .map(to -> http(via(region, to, AddressPlan.CONTROLLER, AddressPlan.CONTROLLER_PORT)))
        .toList();
  }

  static String http(HostPort address) {
    return "http://" + address;
  }
}
