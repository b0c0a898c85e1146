package io.atoll.edge.peer;

import io.atoll.core.region.RegionId;
import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
  private static Peer read(ConfigNode node) {
    Peer peer = new Peer(node.parse("region", RegionId::of), node.values("edges", HostPort::parse));
    if (!node.has("edges")) {
      node.problem("edges", "is missing: where this region's edges are, such as [10.1.0.1:8080]");
    } else if (peer.edges.isEmpty()) {
      node.problem("edges", "is empty; name one edge of the region at least, or leave it out");
    }
    return peer;
  }

  /**
   * Reads the list of all other regions: each once, and no address for two edges.
   *
   * @param here the own region
   * @param listen where clients reach this edge
   */
  public static List<Peer> readAll(ConfigNode node, String key, RegionId here, HostPort listen) {
    List<Peer> peers = node.list(key, Peer::read);
    Set<RegionId> regions = new HashSet<>();
    Map<HostPort, RegionId> owners = new HashMap<>();
    owners.put(listen, here);
    for (Peer peer : peers) {
      if (peer.region.equals(here)) {
        node.problem(
            key, "'%s' is the region of this edge; name the others only".formatted(peer.region));
      } else if (!regions.add(peer.region)) {
        node.problem(
            key,
            "'%s' is there twice; name all edges of a region in one entry".formatted(peer.region));
      }
      for (HostPort edge : peer.edges) {
        RegionId owner = owners.putIfAbsent(edge, peer.region);
        if (owner != null) {
          node.problem(
              key,
              "%s is an edge of '%s' and of '%s'; name every edge once"
                  .formatted(edge, owner, peer.region));
        }
      }
    }
    return peers;
  }
}
