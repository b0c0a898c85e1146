package io.atoll.controller.membership;

import io.atoll.core.region.RegionId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What to ask to see how a region is.
 *
 * @param edges per edge node the URI that answers 200 while it can be used
 * @param replicator the URI of its replicator's status
 */
public record Targets(RegionId region, SortedMap<String, String> edges, String replicator) {
  public Targets {
    edges = new TreeMap<>(Map.copyOf(edges));
  }
}
