package io.atoll.dns.answer;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.EdgeEntry;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.routing.Target;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Type;

/**
 * The addresses that routed names have by one routing: worked out when the routing table changes,
 * so that a query only chooses.
 */
final class RoutedAnswers {
  /** As many addresses as fit into 512 bytes beside the longest name, an OPT and a subnet. */
  static final int ADDRESSES_MAX = 8;

  private static final Logger log = LoggerFactory.getLogger(RoutedAnswers.class);

  /** What users of one place are given. */
  record Given(RegionId region, List<InetAddress> ipv4, List<InetAddress> ipv6) {
    /** The addresses of a type, rotated so that each edge is first equally often. */
    List<InetAddress> addresses(int type, int turn) {
      List<InetAddress> all = type == Type.AAAA ? ipv6 : ipv4;
      if (all.size() < 2) {
        return all;
      }
      int first = turn % all.size();
      InetAddress[] rotated = new InetAddress[Math.min(all.size(), ADDRESSES_MAX)];
      for (int i = 0; i < rotated.length; i++) {
        rotated[i] = all.get((first + i) % all.size());
      }
      return List.of(rotated);
    }
  }

  private final Routing routing;
  private final @Nullable Coordinates home;
  private final Map<RegionId, Given> byRegion = new HashMap<>();

  /**
   * @param own the region of this name server, where clients of unknown place are taken to be
   */
  RoutedAnswers(Routing routing, RegionId own) {
    this.routing = routing;
    this.home = routing.home(own).orElse(null);
    for (Target target : routing.targets()) {
      List<InetAddress> all =
          target.edges().stream()
              .flatMap(edge -> literal(target.region(), edge).stream())
              .distinct()
              .toList();
      byRegion.put(
          target.region(),
          new Given(
              target.region(),
              all.stream().filter(Inet4Address.class::isInstance).toList(),
              all.stream().filter(Inet6Address.class::isInstance).toList()));
    }
  }

  private static Optional<InetAddress> literal(RegionId region, EdgeEntry edge) {
    try {
      return Optional.of(InetAddress.ofLiteral(edge.address()));
    } catch (IllegalArgumentException e) {
      log.atWarn()
          .addKeyValue("region", region)
          .addKeyValue("edge", edge.node())
          .addKeyValue("address", edge.address())
          .log("the edge's address is no IP address, so it is left out of answers");
      return Optional.empty();
    }
  }

  /** What users of a place are given; empty if nothing is known of any region. */
  Optional<Given> nearest(@Nullable Coordinates place) {
    Coordinates from = place == null ? home : place;
    return from == null
        ? Optional.empty()
        : routing.nearest(from).map(target -> byRegion.get(target.region()));
  }

  Routing routing() {
    return routing;
  }

  /** Where clients of unknown place are taken to be. */
  @Nullable Coordinates home() {
    return home;
  }
}
