package io.atoll.cli.platform;

import io.atoll.runtime.config.ConfigNode;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What {@code up} tells the supervisor.
 *
 * @param data the platform's data directory
 */
record SupervisorConfig(Path data, int net, int regions, WanProfile wan) {
  static SupervisorConfig read(ConfigNode node) {
    return new SupervisorConfig(
        Path.of(node.requiredString("data")),
        node.requiredInteger("net", 0, AddressPlan.NET_MAX),
        node.requiredInteger("regions", 1, Topology.REGIONS_MAX),
        node.parse("wan", name -> WanProfile.valueOf(name.toUpperCase(Locale.ROOT))));
  }

  String yaml() {
    return "data: \"%s\"%nnet: %d%nregions: %d%nwan: %s%n"
        .formatted(data, net, regions, wan.name().toLowerCase(Locale.ROOT));
  }

  Blueprint blueprint() {
    return new Blueprint(
        Topology.of(new AddressPlan(net), regions),
        wan,
        new DataLayout(data),
        JvmCommand.ofThisBuild());
  }
}
