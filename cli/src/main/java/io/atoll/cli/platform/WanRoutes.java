package io.atoll.cli.platform;

import io.atoll.cli.platform.wan.Wan;
import io.atoll.runtime.net.HostPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the WAN between the regions of a topology carries. */
record WanRoutes(Topology topology, WanProfile profile) {
  /** One route for every ordered pair of regions. */
  List<Wan.Route> all() {
    return topology.regions().stream()
        .flatMap(from -> topology.othersThan(from).stream().map(to -> route(from, to)))
        .toList();
  }

  private Wan.Route route(PlatformRegion from, PlatformRegion to) {
    Addresses addresses = new Addresses(topology);
    Map<HostPort, HostPort> targets = new HashMap<>();
    carry(targets, from, to, AddressPlan.KAFKA, topology.plan().kafkaWanPort(from.index()));
    carry(targets, from, to, AddressPlan.CONTROLLER, AddressPlan.CONTROLLER_PORT);
    carry(targets, from, to, AddressPlan.CONTROLLER, AddressPlan.RAFT_PORT);
    carry(targets, from, to, AddressPlan.REPLICATOR, AddressPlan.ADMIN_PORT);
    carry(targets, from, to, AddressPlan.DNS, AddressPlan.ADMIN_PORT);
    addresses.edges().forEach(edge -> carry(targets, from, to, edge, AddressPlan.DATA_PORT));
    return new Wan.Route(from.id(), to.id(), profile.oneWay(from.id(), to.id()), targets);
  }

  private void carry(
      Map<HostPort, HostPort> targets, PlatformRegion from, PlatformRegion to, int node, int port) {
    targets.put(
        topology.plan().via(from.index(), to.index(), node, port),
        topology.plan().at(to.index(), node, port));
  }
}
