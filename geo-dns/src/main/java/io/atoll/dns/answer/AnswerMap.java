package io.atoll.dns.answer;

import io.atoll.core.region.Coordinates;
import io.atoll.dns.geo.AddressMap;
import io.atoll.dns.geo.Intervals;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network;
import io.atoll.dns.geo.Network.Family;
import io.atoll.dns.geo.Spot;
import io.atoll.dns.routing.Ladder;
import io.atoll.dns.routing.Pin;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Routing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where every client network is sent by one routing and policy, worked out ahead. Because networks
 * that are sent alike are joined before anybody asks, the scope of an answer is right by
 * construction: the widest network around the client over which the answer is the same (RFC 7871
 * section 7.2.1). Address space of which nothing is known is answered as what surrounds it, so that
 * it neither narrows a scope nor gets an endless one of its own.
 *
 * @param values by address, the index of a ladder; or {@link #BY_RESOLVER}
 */
record AnswerMap(AddressMap values, List<Ladder> ladders) {
  /** For a subnet that is nowhere, such as a private one: where its resolver is decides. */
  static final int BY_RESOLVER = Integer.MAX_VALUE;

  /** No answer is claimed to hold for less: what RFC 7871 section 11.1 lets clients reveal. */
  private static final int SCOPE_MAX_IPV4 = 24;

  private static final int SCOPE_MAX_IPV6 = 56;

  static AnswerMap of(Routing routing, Locator locator, Policy policy) {
    if (routing.targets().isEmpty()) {
      return new AnswerMap(AddressMap.EMPTY.filled(BY_RESOLVER), List.of());
    }
    Ladders ladders = new Ladders();
    List<Spot> spots = locator.spots();
    int[] bySpot = new int[spots.size()];
    for (int i = 0; i < bySpot.length; i++) {
      Spot spot = spots.get(i);
      Coordinates place = spot.coordinates();
      bySpot[i] =
          place == null
              ? BY_RESOLVER
              : ladders.index(
                  routing.ladder(policy, place, policy.pinned(spot.name()).orElse(null)));
    }
    AddressMap filled = locator.database().map(spot -> value(bySpot, spot)).filled(BY_RESOLVER);
    AddressMap fixed = locator.fixed().map(spot -> value(bySpot, spot));
    AddressMap all = filled.under(fixed).under(pinned(routing, policy, ladders));
    return new AnswerMap(all, ladders.all());
  }

  /** Networks whose region may be given; those of others are sent like their neighbours. */
  private static AddressMap pinned(Routing routing, Policy policy, Ladders ladders) {
    List<Network> networks = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    for (Pin.OfNetwork pin : policy.pinnedNetworks()) {
      routing.targets().stream()
          .filter(target -> target.region().equals(pin.region()))
          .findFirst()
          .ifPresent(target -> {
            networks.add(pin.network());
            values.add(
                ladders.index(routing.ladder(policy, target.coordinates(), target.region())));
          });
    }
    return AddressMap.of(networks, values::get);
  }

  /** Each ladder once, by its index. */
  private static final class Ladders {
    private final List<Ladder> all = new ArrayList<>();
    private final Map<Ladder, Integer> known = new HashMap<>();

    int index(Ladder ladder) {
      return known.computeIfAbsent(
          ladder,
          added -> {
            all.add(added);
            return all.size() - 1;
          });
    }

    List<Ladder> all() {
      return List.copyOf(all);
    }
  }

  private static int value(int[] bySpot, int spot) {
    return spot == Intervals.NONE ? Intervals.NONE : bySpot[spot];
  }

  /** Where the other two look: see {@link Intervals#find}. */
  int find(Family family, long high, long low) {
    return values.of(family).find(high, low);
  }

  /** The index of a client's target, or {@link #BY_RESOLVER}. */
  int target(Family family, int index, long high) {
    int value = values.of(family).value(index);
    return value == BY_RESOLVER ? value : ladders.get(value).target(prefix(family, high));
  }

  /** Clients of one such prefix are always sent to one region. */
  private static long prefix(Family family, long high) {
    return high & Network.highMask(scopeMax(family));
  }

  /** How many bits of a subnet its answer depends on, never more than it has. */
  int scope(Family family, int index, long high, long low, int sourceLength) {
    int value = values.of(family).value(index);
    boolean oneAnswer = value == BY_RESOLVER || ladders.get(value).isSure();
    int max = scopeMax(family);
    int widest = oneAnswer ? Math.min(values.of(family).scope(index, high, low), max) : max;
    return Math.min(widest, sourceLength);
  }

  private static int scopeMax(Family family) {
    return switch (family) {
      case IPV4 -> SCOPE_MAX_IPV4;
      case IPV6 -> SCOPE_MAX_IPV6;
    };
  }
}
