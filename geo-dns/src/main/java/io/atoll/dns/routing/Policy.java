package io.atoll.dns.routing;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By what a routed name prefers one region to another, among those that may be given.
 *
 * @param name by which routed names refer to it
 * @param pins clients that are sent to a certain region whatever the order, while it may be given;
 *     of networks the longest counts, and networks win over countries
 */
public record Policy(String name, Order order, List<Pin> pins) {
  /** The nearest region: what names have that say nothing else. */
  public static final Policy NEAREST =
      new Policy("nearest", new Order.Nearest(Map.of()), List.of());

  public Policy {
    pins = List.copyOf(pins);
  }

  /** How much a region costs clients of a place; they are sent to the one that costs the least. */
  double cost(Target target, Coordinates from, @Nullable RegionId pinned) {
    return target.region().equals(pinned) ? Double.NEGATIVE_INFINITY : order.cost(target, from);
  }

  /** The region that clients of a country are pinned to. */
  public Optional<RegionId> pinned(String country) {
    return pins.stream()
        .filter(pin -> pin instanceof Pin.OfCountry of && of.country().equals(country))
        .map(Pin::region)
        .findFirst();
  }

  /** The networks that are pinned. */
  public List<Pin.OfNetwork> pinnedNetworks() {
    return pins.stream()
        .filter(Pin.OfNetwork.class::isInstance)
        .map(Pin.OfNetwork.class::cast)
        .toList();
  }
}
