package io.atoll.chaos.target;

import io.atoll.core.region.RegionId;
import io.atoll.runtime.net.HostPort;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Who is where: every region with its edges and its replicator. */
public record Platform(List<Region> regions) {
  /**
   * Where one region is reached.
   *
   * @param edges their data API
   * @param replicator base of its admin endpoints
   */
  public record Region(RegionId id, List<HostPort> edges, URI replicator) {
    public Region {
      edges = List.copyOf(edges);
    }

    public boolean hasEdge(String address) {
      return edges.stream().anyMatch(edge -> edge.host().equals(address));
    }
  }

  public Platform {
    regions = List.copyOf(regions);
  }

  public Optional<Region> region(RegionId id) {
    return regions.stream().filter(region -> region.id().equals(id)).findFirst();
  }
}
