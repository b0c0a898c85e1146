package io.atoll.dns.routing;

import io.atoll.core.region.RegionId;
import io.atoll.dns.geo.Network;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * By what a routed name prefers one region to another, among those that may be given.
 *
 * @param name by which routed names refer to it
 * @param pins clients that are sent to a certain region whatever the order, while it may be given;
 *     of networks the longest counts, and networks win over autonomous systems, those over
 *     countries
 * @param minimumHealthy percent of a region's edges that must be healthy; one with fewer is given
 *     only while all others have fewer too
 * @param allDown what is answered while no region serves
 */
public record Policy(
    String name, Order order, List<Pin> pins, int minimumHealthy, AllDown allDown) {
  /** The nearest region: what names have that say nothing else. */
  public static final Policy NEAREST = of("nearest", new Order.Nearest(Map.of()), List.of());

  public Policy {
    pins = List.copyOf(pins);
    if (minimumHealthy < 0 || minimumHealthy > 100) {
      throw new IllegalArgumentException(
          "minimum of healthy edges %d %% is outside 0 to 100".formatted(minimumHealthy));
    }
  }

  /** One that wants no more than one healthy edge, and goes on by what was last good. */
  public static Policy of(String name, Order order, List<Pin> pins) {
    return new Policy(name, order, pins, 0, new AllDown.LastGood());
  }

  /** How much a region costs some clients; they are sent to the one that costs the least. */
  double cost(Target target, Viewpoint from) {
    return target.region().equals(from.pinned())
        ? Double.NEGATIVE_INFINITY
        : switch (order) {
          case Order.RoundTrip _ when from.roundTrips().containsKey(target.region()) ->
              from.roundTrips().get(target.region());
          case Order.RoundTrip _, Order.Nearest _, Order.Failover _, Order.Weighted _ ->
              order.cost(target, from.place());
        };
  }

  /** Whether enough of a region's edges are healthy. */
  boolean suits(Target target) {
    return target.healthyPercent() >= minimumHealthy;
  }

  /** Whether measured round trips matter. */
  public boolean isByRoundTrip() {
    return order instanceof Order.RoundTrip;
  }

  /**
   * The pin that counts for some clients, if any does.
   *
   * @param system the autonomous system that they belong to
   * @param country where they are
   */
  public Optional<Pin> pin(Network clients, int system, String country) {
    return Stream.<Stream<? extends Pin>>of(
            pins(Pin.OfNetwork.class)
                .filter(pin -> pin.network().contains(clients))
                .sorted(Comparator.comparingInt(pin -> -pin.network().length())),
            pins(Pin.OfSystem.class).filter(pin -> pin.number() == system),
            pins(Pin.OfCountry.class).filter(pin -> pin.country().equals(country)))
        .flatMap(pins -> pins)
        .<Pin>map(pin -> pin)
        .findFirst();
  }

  /** The region that clients of a country are pinned to. */
  public Optional<RegionId> pinned(String country) {
    return pins.stream()
        .filter(pin -> pin instanceof Pin.OfCountry of && of.country().equals(country))
        .map(Pin::region)
        .findFirst();
  }

  /** The region that each autonomous system is pinned to. */
  public Map<Integer, RegionId> pinnedSystems() {
    return pins(Pin.OfSystem.class)
        .collect(Collectors.toMap(Pin.OfSystem::number, Pin::region, (first, _) -> first));
  }

  /** The networks that are pinned. */
  public List<Pin.OfNetwork> pinnedNetworks() {
    return pins(Pin.OfNetwork.class).toList();
  }

  private <T extends Pin> Stream<T> pins(Class<T> kind) {
    return pins.stream().filter(kind::isInstance).map(kind::cast);
  }
}
