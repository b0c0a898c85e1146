package io.atoll.replication.kafka;

import io.atoll.core.region.RegionId;
import java.util.Optional;

/** The names of a region's topics. */
public final class Topics {
  /** The operations that this region accepted; kept by time, never compacted. */
  public static final String LOG = "atoll.log";

  /** How far every mirror has come; compacted, one partition. */
  public static final String POSITIONS = "atoll.positions";

  /** The view's cells with the watermark that covers them; compacted. */
  public static final String STATE = "atoll.state";

  /** What operators want of the links; compacted, one partition. */
  public static final String LINKS = "atoll.links";

  /** Holds no records: its partitions stand for what replicators share by leases. */
  public static final String LEASES = "atoll.leases";

  /** The largest record: a value of 1 MiB, its key, and room for what a format adds. */
  public static final int RECORD_BYTES_MAX = 2 << 20;

  /** What lost to concurrent writes; bounded by time and size. */
  public static final String CONFLICTS = "atoll.conflicts";

  private static final String MIRROR = "atoll.mirror.";

  private Topics() {}

  /** This region's copy of another's log. */
  public static String mirror(RegionId source) {
    return MIRROR + source;
  }

  /** The region whose log a topic is the copy of; empty: it is something else. */
  public static Optional<RegionId> source(String topic) {
    return topic.startsWith(MIRROR)
        ? Optional.of(RegionId.of(topic.substring(MIRROR.length())))
        : Optional.empty();
  }
}
