package io.atoll.dns.routing;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.EdgeEntry;
import io.atoll.core.routing.RegionEntry;
import java.util.List;

/**
 * A region that may be named in an answer.
 *
 * @param edges those users may be sent to; never empty
 */
public record Target(RegionId region, Coordinates coordinates, List<EdgeEntry> edges) {
  public Target {
    edges = List.copyOf(edges);
    if (edges.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a target with edges, but region %s has none".formatted(region));
    }
  }

  static Target healthyEdgesOf(RegionEntry region) {
    return new Target(
        region.id(),
        region.coordinates(),
        region.edges().stream().filter(EdgeEntry::healthy).toList());
  }

  static Target allEdgesOf(RegionEntry region) {
    return new Target(region.id(), region.coordinates(), region.edges());
  }
}
