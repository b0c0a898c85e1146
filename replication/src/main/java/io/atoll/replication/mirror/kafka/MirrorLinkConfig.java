package io.atoll.replication.mirror.kafka;

import io.atoll.core.region.RegionId;

/**
 * Which log a link mirrors, and to where.
 *
 * @param source the region whose log is mirrored
 * @param sourceBootstrap {@code host:port} of its Kafka as reached from here, over the WAN
 * @param targetBootstrap {@code host:port} of this region's Kafka
 * @param partitions of the log, and so of its mirror; the same in every region
 */
public record MirrorLinkConfig(
    RegionId source,
    String sourceBootstrap,
    String targetBootstrap,
    int partitions,
    MirrorLimits limits) {
  public MirrorLinkConfig {
    if (partitions < 1) {
      throw new IllegalArgumentException("%d partitions are under 1".formatted(partitions));
    }
  }

  public MirrorLinkConfig(
      RegionId source, String sourceBootstrap, String targetBootstrap, int partitions) {
    this(source, sourceBootstrap, targetBootstrap, partitions, MirrorLimits.DEFAULT);
  }

  /** The topic a region's operations are in. */
  String sourceTopic() {
    return "atoll.log";
  }

  /** The topic here that keeps the copy. */
  String mirrorTopic() {
    return "atoll.mirror." + source;
  }

  /** The topic here that says how far every mirror has come: one partition, compacted. */
  String positionsTopic() {
    return "atoll.positions";
  }

  /** Fences every other writer of this mirror. */
  String transactionalId() {
    return "atoll-mirror-" + source;
  }
}
