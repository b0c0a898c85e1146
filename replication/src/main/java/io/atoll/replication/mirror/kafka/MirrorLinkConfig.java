package io.atoll.replication.mirror.kafka;

import io.atoll.core.region.RegionId;
import io.atoll.replication.kafka.Topics;
import java.util.List;

/**
 * Which log a link mirrors, and to where.
 *
 * @param source the region whose log is mirrored
 * @param sourceBootstrap {@code host:port} of its Kafka as reached from here, over the WAN; empty:
 *     the source is this region itself, in the lives its log was in before
 * @param targetBootstrap {@code host:port} of this region's Kafka
 * @param partitions of the log, and so of its mirror; the same in every region
 * @param peers other regions that mirror the same log, asked for what the source can't give
 */
public record MirrorLinkConfig(
    RegionId source,
    String sourceBootstrap,
    String targetBootstrap,
    int partitions,
    List<Peer> peers,
    MirrorLimits limits) {
  /**
   * A region with a mirror of the same log.
   *
   * @param bootstrap {@code host:port} of its Kafka as reached from here, over the WAN
   */
  public record Peer(RegionId region, String bootstrap) {}

  public MirrorLinkConfig {
    peers = List.copyOf(peers);
    if (partitions < 1) {
      throw new IllegalArgumentException("%d partitions are under 1".formatted(partitions));
    }
  }

  /** One without peers. */
  public MirrorLinkConfig(
      RegionId source, String sourceBootstrap, String targetBootstrap, int partitions) {
    this(source, sourceBootstrap, targetBootstrap, partitions, List.of(), MirrorLimits.DEFAULT);
  }

  /** Whether there is a log to read, and not only what other regions mirrored of it. */
  public boolean hasLog() {
    return !sourceBootstrap.isEmpty();
  }

  /** The topic a region's operations are in. */
  String sourceTopic() {
    return Topics.LOG;
  }

  /** The topic that keeps the copy, here and in every other region. */
  String mirrorTopic() {
    return Topics.mirror(source);
  }

  /** Fences every other writer of this mirror. */
  String transactionalId() {
    return "atoll-mirror-" + source;
  }
}
