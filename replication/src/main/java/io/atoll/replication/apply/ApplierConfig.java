package io.atoll.replication.apply;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import java.util.List;

/**
 * What an applier works on.
 *
 * @param own the life that this region's log is in
 * @param bootstrap {@code host:port} of this region's Kafka
 * @param sources the regions whose logs are mirrored here
 */
public record ApplierConfig(
    IncarnationId own, int partition, String bootstrap, List<RegionId> sources) {
  public ApplierConfig {
    sources = List.copyOf(sources);
  }

  RegionId region() {
    return own.region();
  }
}
