package io.atoll.replication.apply;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;

/**
 * What an applier works on.
 *
 * @param own the life that this region's log is in
 * @param bootstrap {@code host:port} of this region's Kafka
 * @param recentBytesMax of cells that are remembered for their next change
 */
public record ApplierConfig(
    IncarnationId own, int partition, String bootstrap, long recentBytesMax) {
  RegionId region() {
    return own.region();
  }
}
