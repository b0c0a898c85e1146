package io.atoll.controller.table;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import java.util.List;

/** A region as configured: where it is, what it weighs, which edges it has. */
public record Site(RegionId id, Coordinates coordinates, int weight, List<SiteEdge> edges) {
  public Site {
    edges = List.copyOf(edges);
  }

  /** Where users reach one of its edges. */
  public record SiteEdge(String node, String address, int port) {}
}
