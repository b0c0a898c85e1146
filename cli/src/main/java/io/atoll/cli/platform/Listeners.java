package io.atoll.cli.platform;

import io.atoll.cli.platform.wan.Wan;
import io.atoll.runtime.net.HostPort;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every address that a platform listens on. */
record Listeners(List<HostPort> tcp, List<HostPort> udp) {
  static Listeners of(Topology topology, List<Wan.Route> routes) {
    AddressPlan plan = topology.plan();
    Stream<HostPort> everybody = Stream.of(plan.supervisor(), plan.dnsRelay());
    Stream<HostPort> regions =
        topology.regions().stream().flatMap(region -> ofRegion(topology, region));
    Stream<HostPort> wan = routes.stream().flatMap(route -> route.targets().keySet().stream());
    return new Listeners(
        Stream.of(everybody, regions, wan).flatMap(addresses -> addresses).toList(),
        Stream.concat(
                Stream.of(plan.dnsRelay()),
                topology.regions().stream()
                    .map(region -> plan.at(region.index(), AddressPlan.DNS, AddressPlan.DNS_PORT)))
            .toList());
  }

  private static Stream<HostPort> ofRegion(Topology topology, PlatformRegion region) {
    AddressPlan plan = topology.plan();
    int index = region.index();
    Stream<HostPort> edges =
        IntStream.rangeClosed(1, Topology.EDGES_PER_REGION)
            .boxed()
            .flatMap(edge ->
                Stream.of(
                    plan.at(index, edge, AddressPlan.DATA_PORT),
                    plan.at(index, edge, AddressPlan.ADMIN_PORT),
                    plan.at(index, edge, AddressPlan.CLUSTER_PORT)));
    Stream<HostPort> brokerWan =
        topology.othersThan(region).stream()
            .map(from -> plan.at(index, AddressPlan.KAFKA, plan.kafkaWanPort(from.index())));
    Stream<HostPort> others =
        Stream.of(
            plan.at(index, AddressPlan.KAFKA, AddressPlan.KAFKA_PORT),
            plan.at(index, AddressPlan.KAFKA, AddressPlan.KAFKA_CONTROLLER_PORT),
            plan.at(index, AddressPlan.REDIS, AddressPlan.REDIS_PORT),
            plan.at(index, AddressPlan.CONTROLLER, AddressPlan.CONTROLLER_PORT),
            plan.at(index, AddressPlan.CONTROLLER, AddressPlan.RAFT_PORT),
            plan.at(index, AddressPlan.CONTROLLER, AddressPlan.ADMIN_PORT),
            plan.at(index, AddressPlan.REPLICATOR, AddressPlan.ADMIN_PORT),
            plan.at(index, AddressPlan.REPLICATOR, AddressPlan.CLUSTER_PORT),
            plan.at(index, AddressPlan.DNS, AddressPlan.DNS_PORT),
            plan.at(index, AddressPlan.DNS, AddressPlan.ADMIN_PORT));
    return Stream.of(edges, brokerWan, others).flatMap(addresses -> addresses);
  }
}
