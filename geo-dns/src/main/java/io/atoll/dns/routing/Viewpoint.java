package io.atoll.dns.routing;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of some clients when a region is to be chosen for them.
 *
 * @param place where they are
 * @param pinned the region they are to be sent to while it may be given
 * @param roundTrips measured ones, in milliseconds, to some regions or none
 */
public record Viewpoint(
    Coordinates place, @Nullable RegionId pinned, Map<RegionId, Double> roundTrips) {
  public Viewpoint {
    roundTrips = Map.copyOf(roundTrips);
  }

  /** Of clients of whom only the place is known. */
  public static Viewpoint at(Coordinates place) {
    return new Viewpoint(place, null, Map.of());
  }

  /** The same clients, sent to a region while it may be given. */
  public Viewpoint pinnedTo(@Nullable RegionId region) {
    return new Viewpoint(place, region, roundTrips);
  }
}
