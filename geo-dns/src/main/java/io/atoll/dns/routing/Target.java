package io.atoll.dns.routing;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.EdgeEntry;
import io.atoll.core.routing.RegionEntry;
import java.util.List;

/**
 * A region that may be named in an answer.
 *
 * @param weight share of the users nearest to it that it takes, in percent
 * @param edges those users may be sent to; never empty
 * @param healthyPercent how many of all its edges are healthy
 */
public record Target(
    RegionId region,
    Coordinates coordinates,
    int weight,
    List<EdgeEntry> edges,
    int healthyPercent) {
  private static final int ALL = 100;

  public Target {
    edges = List.copyOf(edges);
    if (edges.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a target with edges, but region %s has none".formatted(region));
    }
  }

  static Target healthyEdgesOf(RegionEntry region) {
    List<EdgeEntry> healthy = region.edges().stream().filter(EdgeEntry::healthy).toList();
    return new Target(
        region.id(),
        region.coordinates(),
        region.weight(),
        healthy,
        ALL * healthy.size() / region.edges().size());
  }

  /** For bad days, on which neither weights nor health count: any region is as good. */
  static Target allEdgesOf(RegionEntry region) {
    return new Target(
        region.id(), region.coordinates(), RegionEntry.WEIGHT_MAX, region.edges(), ALL);
  }
}
