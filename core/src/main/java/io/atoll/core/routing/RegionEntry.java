package io.atoll.core.routing;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import java.util.List;

/**
 * One region as routing sees it.
 *
 * @param weight share of the users nearest to it that it takes, 0 to {@value #WEIGHT_MAX}
 * @param edges its edge nodes, healthy or not
 * @param reason why it is in this state, for people
 */
public record RegionEntry(
    RegionId id,
    Coordinates coordinates,
    RegionState state,
    int weight,
    List<EdgeEntry> edges,
    String reason) {
  public static final int WEIGHT_MAX = 100;

  public RegionEntry {
    if (weight < 0 || weight > WEIGHT_MAX) {
      throw new IllegalArgumentException(
          "weight %d of region %s is outside 0 to %d".formatted(weight, id, WEIGHT_MAX));
    }
    edges = List.copyOf(edges);
  }

  /** Whether DNS may name this region: it serves, has weight, and at least one edge is healthy. */
  public boolean servesUsers() {
    return state.servesUsers() && weight > 0 && edges.stream().anyMatch(EdgeEntry::healthy);
  }
}
