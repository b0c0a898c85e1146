package io.atoll.dns.answer;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.dns.geo.AddressMap;
import io.atoll.dns.geo.Intervals;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network;
import io.atoll.dns.geo.RoundTrips;
import io.atoll.dns.geo.Spot;
import io.atoll.dns.routing.Choice;
import io.atoll.dns.routing.Pin;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.routing.Target;
import io.atoll.dns.routing.Viewpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an {@link AnswerMap} is made of, each layer winning over those before it: where the database
 * says that networks are; how far they are, as it was measured; where the operator says they are,
 * and networks that are nowhere; autonomous systems that are pinned to a region; networks that are.
 */
final class Layers {
  private final Routing routing;
  private final Locator locator;
  private final Policy policy;
  private final List<Choice> choices = new ArrayList<>();
  private final Map<Choice, Integer> known = new HashMap<>();

  Layers(Routing routing, Locator locator, Policy policy) {
    this.routing = routing;
    this.locator = locator;
    this.policy = policy;
  }

  AnswerMap map() {
    int[] bySpot = locator.spots().stream().mapToInt(spot -> index(spot, Map.of())).toArray();
    AddressMap all =
        locator
            .database()
            .map(spot -> value(bySpot, spot))
            .coarsened(locator.scopeErrors())
            .filled(AnswerMap.BY_RESOLVER)
            .under(measured())
            .under(locator.fixed().map(spot -> value(bySpot, spot)))
            .under(pinnedSystems())
            .under(pinnedNetworks());
    return new AnswerMap(all, List.copyOf(choices));
  }

  private static int value(int[] bySpot, int spot) {
    return spot == Intervals.NONE ? Intervals.NONE : bySpot[spot];
  }

  /** What clients of a spot are given, from where so long round trips were measured. */
  private int index(Spot spot, Map<RegionId, Double> roundTrips) {
    Coordinates place = spot.coordinates();
    return place == null
        ? AnswerMap.BY_RESOLVER
        : index(new Viewpoint(place, policy.pinned(spot.name()).orElse(null), roundTrips));
  }

  private int index(Viewpoint from) {
    Choice choice = routing.choice(policy, from);
    return known.computeIfAbsent(
        choice,
        added -> {
          choices.add(added);
          return choices.size() - 1;
        });
  }

  /** Of networks that the database doesn't know, nothing can be said of regions not measured. */
  private AddressMap measured() {
    if (!policy.isByRoundTrip()) {
      return AddressMap.EMPTY;
    }
    RoundTrips measured = locator.roundTrips();
    record Seen(int spot, int row) {}
    Map<Seen, Integer> indexes = new HashMap<>();
    return locator
        .database()
        .with(
            measured.map(),
            (spot, row) ->
                spot == Intervals.NONE || row == Intervals.NONE
                    ? Intervals.NONE
                    : indexes.computeIfAbsent(
                        new Seen(spot, row),
                        seen -> index(locator.spots().get(seen.spot), measured.row(seen.row))));
  }

  private AddressMap pinnedSystems() {
    Map<Integer, Integer> indexes = new HashMap<>();
    policy
        .pinnedSystems()
        .forEach((number, region) -> pinned(region).ifPresent(index -> indexes.put(number, index)));
    return indexes.isEmpty()
        ? AddressMap.EMPTY
        : locator.systems().map().map(number -> indexes.getOrDefault(number, Intervals.NONE));
  }

  private AddressMap pinnedNetworks() {
    List<Network> networks = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    for (Pin.OfNetwork pin : policy.pinnedNetworks()) {
      pinned(pin.region())
          .ifPresent(index -> {
            networks.add(pin.network());
            values.add(index);
          });
    }
    return AddressMap.of(networks, values::get);
  }

  /** What clients are given that are pinned to a region; empty if it may not be given. */
  private Optional<Integer> pinned(RegionId region) {
    return routing.targets().stream()
        .filter(target -> target.region().equals(region))
        .findFirst()
        .map(Target::coordinates)
        .map(place -> index(Viewpoint.at(place).pinnedTo(region)));
  }
}
