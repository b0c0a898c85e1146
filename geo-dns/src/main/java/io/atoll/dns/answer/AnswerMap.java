package io.atoll.dns.answer;

import io.atoll.core.routing.RegionEntry;
import io.atoll.dns.geo.AddressMap;
import io.atoll.dns.geo.Intervals;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network;
import io.atoll.dns.geo.Network.Family;
import io.atoll.dns.routing.Choice;
import io.atoll.dns.routing.Ladder;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Routing;
import java.util.List;

/**
 * Where every client network is sent by one routing and policy, worked out ahead. Because networks
 * that are sent alike are joined before anybody asks, the scope of an answer is right by
 * construction: the widest network around the client over which the answer is the same (RFC 7871
 * section 7.2.1). Address space of which nothing is known is answered as what surrounds it, so that
 * it neither narrows a scope nor gets an endless one of its own.
 *
 * @param values by address, the index of a choice; or {@link #BY_RESOLVER}
 */
record AnswerMap(AddressMap values, List<Choice> choices) {
  /** For a subnet that is nowhere, such as a private one: where its resolver is decides. */
  static final int BY_RESOLVER = Integer.MAX_VALUE;

  /** No answer is claimed to hold for less: what RFC 7871 section 11.1 lets clients reveal. */
  private static final int SCOPE_MAX_IPV4 = 24;

  private static final int SCOPE_MAX_IPV6 = 56;

  /** For all clients alike. */
  static final AnswerMap EVERYBODY =
      new AnswerMap(
          AddressMap.EMPTY.filled(0),
          List.of(new Ladder(List.of(new Ladder.Step(0, RegionEntry.WEIGHT_MAX, 0)))));

  static AnswerMap of(Routing routing, Locator locator, Policy policy) {
    return routing.targets().isEmpty()
        ? new AnswerMap(AddressMap.EMPTY.filled(BY_RESOLVER), List.of())
        : new Layers(routing, locator, policy).map();
  }

  /** Where the other two look: see {@link Intervals#find}. */
  int find(Family family, long high, long low) {
    return values.of(family).find(high, low);
  }

  /** The index of a client's target, or {@link #BY_RESOLVER}. */
  int target(Family family, int index, long high) {
    int value = values.of(family).value(index);
    return value == BY_RESOLVER ? value : choices.get(value).target(prefix(family, high));
  }

  /** Clients of one such prefix are always sent to one region. */
  static long prefix(Family family, long high) {
    return high & Network.highMask(scopeMax(family));
  }

  /** How many bits of a subnet its answer depends on, never more than it has. */
  int scope(Family family, int index, long high, long low, int sourceLength) {
    int value = values.of(family).value(index);
    boolean oneAnswer = value == BY_RESOLVER || choices.get(value).isSure();
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

  /**
   * How many networks all clients of a family are divided into by what they are answered: as many
   * answers a resolver keeps of each name if it asks for all of them.
   */
  long networks(Family family) {
    Intervals intervals = values.of(family);
    long networks = 0;
    for (int i = 0; i < intervals.size(); i++) {
      int value = intervals.value(i);
      boolean oneAnswer = value == BY_RESOLVER || choices.get(value).isSure();
      networks += intervals.prefixes(i, scopeMax(family), !oneAnswer);
    }
    return networks;
  }
}
