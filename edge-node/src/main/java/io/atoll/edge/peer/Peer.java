package io.atoll.edge.peer;

import io.atoll.core.region.RegionId;
import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import java.util.List;

/**
 * Another region.
 *
 * @param edges where clients reach its edges from here
 */
public record Peer(RegionId region, List<HostPort> edges) {
  public Peer {
    edges = List.copyOf(edges);
  }

  /** Reads {@code region, edges}. */
  public static Peer read(ConfigNode node) {
    return new Peer(node.parse("region", RegionId::of), node.values("edges", HostPort::parse));
  }
}
