package io.atoll.parts;

import io.atoll.core.region.RegionId;
import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import java.nio.file.Path;
import java.util.List;

/**
 * The config of a broker's process.
 *
 * @param region whose log it holds
 * @param listen where clients of its own region connect; every listener binds this host
 * @param listeners one per remote region
 */
record BrokerConfig(
    RegionId region,
    String node,
    Path dataDir,
    HostPort listen,
    int controllerPort,
    List<KafkaListener> listeners) {
  private static final int CONTROLLER_PORT_DEFAULT = 9093;

  BrokerConfig {
    listeners = List.copyOf(listeners);
  }

  static BrokerConfig read(ConfigNode node) {
    return new BrokerConfig(
        node.parse("region", RegionId::of),
        node.requiredString("node"),
        node.path("data-dir"),
        node.hostPort("listen"),
        node.integer("controller-port", CONTROLLER_PORT_DEFAULT, 1, HostPort.PORT_MAX),
        node.list("listeners", BrokerConfig::listener));
  }

  private static KafkaListener listener(ConfigNode node) {
    String name = node.requiredString("name");
    int port = node.requiredInteger("port", 1, HostPort.PORT_MAX);
    HostPort advertised = node.hostPort("advertised");
    return new KafkaListener(name, port, advertised.host(), advertised.port());
  }

  /** The broker this describes, for a JVM that holds nothing else. */
  KafkaBroker broker() {
    KafkaBroker.Builder builder =
        KafkaBroker.builder(dataDir)
            .host(listen.host())
            .port(listen.port())
            .controllerPort(controllerPort)
            .ownJvm();
    listeners.forEach(builder::listener);
    return builder.build();
  }
}
