package io.atoll.replication;

import io.atoll.core.region.RegionId;
import io.atoll.replication.cluster.RegionCluster;
import io.atoll.replication.kafka.LogCompression;
import io.atoll.runtime.app.AppConfig;
import io.atoll.runtime.app.ProcessConfig;
import io.atoll.runtime.app.VertxFactory;
import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import io.atoll.runtime.net.HttpUris;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What a replicator needs to know.
 *
 * @param kafka the region's Kafka
 * @param redis the region's Redis
 * @param partitions of every region's log; never changes
 * @param leaseTime how long this replicator may be silent before others of its region take its work
 *     over; Kafka's {@code group.min.session.timeout.ms} must not be longer
 * @param recentBytesMax of cells that appliers remember for their next change; 0: none
 * @param logCompression how this region's log is stored, and so how it crosses to other regions
 * @param healCutLog whether the region begins anew by itself when its log lost records that other
 *     regions have mirrored; else that is left to an operator
 * @param sources the other regions
 * @param controllers whose routing table is followed, the own region's first; none: nothing is
 *     known of regions that are expelled
 */
public record ReplicatorConfig(
    ProcessConfig process,
    HostPort kafka,
    HostPort redis,
    int partitions,
    Duration leaseTime,
    long recentBytesMax,
    LogCompression logCompression,
    boolean healCutLog,
    RegionCluster cluster,
    List<Source> sources,
    List<URI> controllers)
    implements AppConfig {
  static final int PARTITIONS_DEFAULT = 4;

  /** Two lost heartbeats and a pause for garbage do no harm; a take-over is done within 3 s. */
  static final Duration LEASE_TIME_DEFAULT = Duration.ofMillis(1_500);

  private static final Duration LEASE_TIME_MIN = Duration.ofSeconds(1);
  private static final Duration LEASE_TIME_MAX = Duration.ofSeconds(60);

  /** Some ten thousand small cells. */
  static final long RECENT_BYTES_DEFAULT = 16L << 20;

  private static final long RECENT_BYTES_MAX = 16L << 30;

  /** Every partition costs a consumer, a producer and a thread. */
  static final int PARTITIONS_MAX = 256;

  /**
   * A region whose log is mirrored here.
   *
   * @param kafka its Kafka as reached from here, over the WAN
   */
  public record Source(RegionId region, HostPort kafka) {
    static Source read(ConfigNode node) {
      return new Source(node.parse("region", RegionId::of), node.hostPort("kafka"));
    }
  }

  public ReplicatorConfig {
    sources = List.copyOf(sources);
    controllers = List.copyOf(controllers);
  }

  /**
   * Reads the keys of {@link ProcessConfig}, and {@code kafka, redis, partitions, lease-time,
   * recent-cells, log-compression, heal-cut-log, cluster, sources, controllers}.
   */
  public static ReplicatorConfig read(ConfigNode node) {
    return new ReplicatorConfig(
        ProcessConfig.read(node),
        node.hostPort("kafka"),
        node.hostPort("redis"),
        node.integer("partitions", PARTITIONS_DEFAULT, 1, PARTITIONS_MAX),
        node.duration("lease-time", LEASE_TIME_DEFAULT, LEASE_TIME_MIN, LEASE_TIME_MAX),
        node.object(
            "recent-cells",
            cells -> cells.size("bytes-max", RECENT_BYTES_DEFAULT, 0, RECENT_BYTES_MAX)),
        node.parse("log-compression", LogCompression::parse, LogCompression.NONE),
        node.bool("heal-cut-log", true),
        node.object("cluster", RegionCluster::read),
        node.list("sources", Source::read),
        node.values("controllers", HttpUris::parse));
  }

  @Override
  public VertxFactory vertxFactory() {
    return cluster.vertx(process.region());
  }
}
