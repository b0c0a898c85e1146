package io.atoll.replication.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.config.NetworkConfig;
import io.atoll.core.region.RegionId;
import io.atoll.runtime.app.VertxFactory;
import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;

/**
 * How a process joins the other processes of its region on one event bus: Hazelcast over TCP with a
 * list of members, never by multicast, so that nothing is found that wasn't named. The cluster is
 * called {@code atoll-<region>}, and members of another one are refused.
 *
 * @param listen where this process's Hazelcast listens; its host carries the event bus too, on a
 *     port the system chooses
 * @param members where the region's processes listen, this one included or not; one that answers is
 *     enough
 */
public record RegionCluster(HostPort listen, List<HostPort> members) {
  /** Vert.x keeps a few hundred registrations here; fewer partitions join and move faster. */
  private static final int PARTITIONS = 13;

  /** Operations are few and small: a lookup per new address, a change per start and stop. */
  private static final int THREADS = 2;

  /** A member that is silent for this long is gone; a dead process is noticed by its sockets. */
  private static final int SILENCE_SECONDS_MAX = 5;

  /** Members that start at once wait this long for each other before one leads. */
  private static final int JOIN_WAIT_SECONDS = 1;

  /** How often clusters that formed apart look for each other. */
  private static final int MERGE_SECONDS = 5;

  public RegionCluster {
    members = List.copyOf(members);
  }

  /** Reads {@code listen, members}. */
  public static RegionCluster read(ConfigNode node) {
    return new RegionCluster(node.hostPort("listen"), node.values("members", HostPort::parse));
  }

  /** Makes a Vert.x that is a member of this region's cluster. */
  public VertxFactory vertx(RegionId region) {
    return options ->
        Vertx.builder()
            .with(options.setEventBusOptions(eventBus()))
            .withClusterManager(new HazelcastClusterManager(config(region)))
            .buildClustered();
  }

  private EventBusOptions eventBus() {
    return new EventBusOptions().setHost(listen.host()).setPort(0);
  }

  private Config config(RegionId region) {
    Config config = new Config().setClusterName("atoll-" + region);
    properties(config);
    // Not by interface: an address within 127.0.0.0/8 needs no interface that carries it.
    config.setProperty("hazelcast.local.localAddress", listen.host());
    network(config.getNetworkConfig());
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
    // What Vert.x keeps in the cluster, by the names and settings of its own default-cluster.xml.
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    return config;
  }

  private static void properties(Config config) {
    config
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.phone.home.enabled", "false")
        // Vert.x leaves the cluster in order; a hook of its own would race with that.
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.partition.count", Integer.toString(PARTITIONS))
        .setProperty("hazelcast.operation.thread.count", Integer.toString(THREADS))
        .setProperty("hazelcast.operation.generic.thread.count", Integer.toString(THREADS))
        .setProperty("hazelcast.event.thread.count", "1")
        .setProperty("hazelcast.io.thread.count", "1")
        .setProperty("hazelcast.heartbeat.interval.seconds", "1")
        .setProperty("hazelcast.max.no.heartbeat.seconds", Integer.toString(SILENCE_SECONDS_MAX))
        .setProperty("hazelcast.wait.seconds.before.join", Integer.toString(JOIN_WAIT_SECONDS))
        .setProperty("hazelcast.merge.first.run.delay.seconds", Integer.toString(MERGE_SECONDS))
        .setProperty("hazelcast.merge.next.run.delay.seconds", Integer.toString(MERGE_SECONDS));
  }

  private void network(NetworkConfig network) {
    network.setPort(listen.port()).setPortAutoIncrement(false).setPublicAddress(listen.toString());
    // Connections leave from this member's address, so that a process on loopback is who it says.
    network.setReuseAddress(true);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true);
    members.forEach(member -> join.getTcpIpConfig().addMember(member.toString()));
  }
}
