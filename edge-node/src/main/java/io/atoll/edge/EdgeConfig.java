package io.atoll.edge;

import io.atoll.edge.access.AccessConfig;
import io.atoll.edge.batch.BatchConfig;
import io.atoll.edge.cache.KnownKeysConfig;
import io.atoll.edge.changes.ChangesConfig;
import io.atoll.edge.peer.Peer;
import io.atoll.edge.proxy.ProxyConfig;
import io.atoll.edge.tls.TlsConfig;
import io.atoll.replication.cluster.RegionCluster;
import io.atoll.replication.view.View;
import io.atoll.runtime.app.AppConfig;
import io.atoll.runtime.app.ProcessConfig;
import io.atoll.runtime.app.VertxFactory;
import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import io.atoll.runtime.net.HttpUris;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An edge's config.
 *
 * @param listen where clients reach the data API
 * @param kafka the region's log
 * @param redis the region's view
 * @param partitions of the log and of the view; the same in every process of every region
 * @param controllers whose routing table is followed, the own region's first
 * @param proxy customers' hosts and where their requests go
 * @param l1BytesMax of everything in memory
 * @param knownKeys how much it knows of which keys there are
 * @param lease under which memory is served, and so how much one lost message can delay a write's
 *     answer
 * @param visibleWait how long a write waits to be visible before it is answered as saved
 * @param remoteWait how long a write of durability {@code remote} waits for another region then
 * @param batch what a batch may take up
 * @param changes what change feeds may take up
 * @param sessions how it keeps what clients have seen
 * @param peers the other regions, which answer what this one can't
 * @param tls where else, and what is shown there
 * @param accessLog where and how answers are logged; empty: they are not
 */
public record EdgeConfig(
    ProcessConfig process,
    HostPort listen,
    HostPort kafka,
    HostPort redis,
    int partitions,
    RegionCluster cluster,
    List<URI> controllers,
    EdgeLimits limits,
    ProxyConfig proxy,
    long l1BytesMax,
    KnownKeysConfig knownKeys,
    Duration lease,
    Duration visibleWait,
    Duration remoteWait,
    BatchConfig batch,
    ChangesConfig changes,
    SessionConfig sessions,
    List<Peer> peers,
    Optional<TlsConfig> tls,
    Optional<AccessConfig> accessLog)
    implements AppConfig {
  private static final int PARTITIONS_DEFAULT = 4;

  /** What a replicator can carry. */
  private static final int PARTITIONS_MAX = 256;

  private static final long L1_BYTES_DEFAULT = 64L << 20;
  private static final long L1_BYTES_MIN = 1L << 20;
  private static final long L1_BYTES_MAX = 64L << 30;

  /** Under it, renewals would be most of what Redis does. */
  private static final Duration LEASE_MIN = Duration.ofMillis(20);

  private static final Duration VISIBLE_WAIT_DEFAULT = Duration.ofSeconds(2);
  private static final Duration VISIBLE_WAIT_MAX = Duration.ofSeconds(30);

  /** Many round trips between regions, since a link may have to begin anew. */
  private static final Duration REMOTE_WAIT_DEFAULT = Duration.ofSeconds(5);

  private static final Duration REMOTE_WAIT_MAX = Duration.ofSeconds(60);

  /** For what stops beside the listener: stores, feeds, the log. */
  private static final Duration STOP_REST = Duration.ofSeconds(3);

  public EdgeConfig {
    controllers = List.copyOf(controllers);
    peers = List.copyOf(peers);
  }

  public static EdgeConfig read(ConfigNode node) {
    ProcessConfig process = ProcessConfig.read(node);
    HostPort listen = node.hostPort("listen");
    return new EdgeConfig(
        process,
        listen,
        node.hostPort("kafka"),
        node.hostPort("redis"),
        node.integer("partitions", PARTITIONS_DEFAULT, 1, PARTITIONS_MAX),
        node.object("cluster", RegionCluster::read),
        node.values("controllers", HttpUris::parse),
        node.object("limits", EdgeLimits::read),
        node.object("http", ProxyConfig::read),
        node.object("l1", l1 -> l1.size("bytes-max", L1_BYTES_DEFAULT, L1_BYTES_MIN, L1_BYTES_MAX)),
        node.object("known-keys", KnownKeysConfig::read),
        node.duration("lease", View.LEASE_MAX, LEASE_MIN, View.LEASE_MAX),
        node.duration("visible-wait", VISIBLE_WAIT_DEFAULT, Duration.ofMillis(1), VISIBLE_WAIT_MAX),
        node.duration("remote-wait", REMOTE_WAIT_DEFAULT, Duration.ofMillis(1), REMOTE_WAIT_MAX),
        node.object("batch", BatchConfig::read),
        node.object("changes", ChangesConfig::read),
        node.object("sessions", SessionConfig::read),
        Peer.readAll(node, "peers", process.region(), listen),
        node.optionalObject("tls", TlsConfig::read),
        node.optionalObject("access-log", AccessConfig::read));
  }

  @Override
  public VertxFactory vertxFactory() {
    return cluster.vertx(process.region());
  }

  /** As long as clients may take to go, and a little more. */
  @Override
  public Duration stopMax() {
    Duration clients = limits.grace().plus(limits.drainMax()).plus(STOP_REST);
    return clients.compareTo(STOP_MAX) > 0 ? clients : STOP_MAX;
  }
}
