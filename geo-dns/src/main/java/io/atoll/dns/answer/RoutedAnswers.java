package io.atoll.dns.answer;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.EdgeEntry;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.routing.Target;
import io.atoll.dns.wire.Prepared;
import io.atoll.dns.wire.Reply;
import io.atoll.dns.zone.Zone;
import io.micrometer.core.instrument.Counter;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The addresses that routed names have by one routing: worked out when the routing table changes,
 * so that a query only chooses.
 */
final class RoutedAnswers {
  /** As many addresses as fit into 512 bytes beside the longest name, an OPT and a subnet. */
  static final int ADDRESSES_MAX = 8;

  private static final Logger log = LoggerFactory.getLogger(RoutedAnswers.class);

  /** What the users of one target are given. */
  static final class Given {
    private final Counter counter;
    private final List<InetAddress> ipv4;
    private final List<InetAddress> ipv6;
    private final Prepared[] preparedIpv4;
    private final Prepared[] preparedIpv6;

    private Given(Counter counter, List<InetAddress> all, Zone zone) {
      this.counter = counter;
      this.ipv4 = all.stream().filter(Inet4Address.class::isInstance).toList();
      this.ipv6 = all.stream().filter(Inet6Address.class::isInstance).toList();
      this.preparedIpv4 = prepare(ipv4, zone);
      this.preparedIpv6 = prepare(ipv6, zone);
    }

    /** One for each edge that can be first. The name they are of is always the question's. */
    private static Prepared[] prepare(List<InetAddress> all, Zone zone) {
      return IntStream.range(0, all.size())
          .mapToObj(turn -> records(zone.apex(), zone, rotated(all, turn)))
          .map(records -> Prepared.of(Reply.routed(records, 0), zone.apex(), true))
          .toArray(Prepared[]::new);
    }

    /** The addresses of a type, rotated so that each edge is first equally often. */
    List<InetAddress> addresses(int type, int turn) {
      return rotated(type == Type.AAAA ? ipv6 : ipv4, turn);
    }

    /** The same, rendered; null if there are none. */
    @Nullable Prepared prepared(int type, int turn) {
      Prepared[] prepared = type == Type.AAAA ? preparedIpv6 : preparedIpv4;
      return prepared.length == 0 ? null : prepared[turn % prepared.length];
    }

    /** Notes that it was given. */
    void count() {
      counter.increment();
    }

    private static List<InetAddress> rotated(List<InetAddress> all, int turn) {
      if (all.size() < 2) {
        return all;
      }
      InetAddress[] rotated = new InetAddress[Math.min(all.size(), ADDRESSES_MAX)];
      for (int i = 0; i < rotated.length; i++) {
        rotated[i] = all.get((turn % all.size() + i) % all.size());
      }
      return List.of(rotated);
    }
  }

  /** The records of a routed name with these addresses. */
  static List<Record> records(Name name, Zone zone, List<InetAddress> addresses) {
    long ttl = zone.ttl().toSeconds();
    return addresses.stream().map(address -> Zone.address(name, ttl, address)).toList();
  }

  private final Routing routing;
  private final @Nullable Coordinates home;
  private final int homeTarget;
  private final AnswerMap map;
  private final List<Given> given;

  /**
   * @param own the region of this name server, where clients of unknown place are taken to be
   */
  RoutedAnswers(Routing routing, Zone zone, Locator locator, RegionId own, RegionMeters meters) {
    this.routing = routing;
    this.home = routing.home(own).orElse(null);
    this.homeTarget = home == null ? -1 : routing.nearestIndex(home);
    this.map = AnswerMap.of(routing, locator);
    this.given = routing.targets().stream().map(target -> given(target, zone, meters)).toList();
  }

  private static Given given(Target target, Zone zone, RegionMeters meters) {
    List<InetAddress> all =
        target.edges().stream()
            .flatMap(edge -> literal(target.region(), edge).stream())
            .distinct()
            .toList();
    return new Given(meters.counter(target.region()), all, zone);
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

  /** A target by its index. */
  Target target(int target) {
    return routing.targets().get(target);
  }

  /** What the users of a target are given, by its index. */
  Given given(int target) {
    return given.get(target);
  }

  /** Whether nothing is known of any region, so that nobody can be answered. */
  boolean isEmpty() {
    return homeTarget < 0;
  }

  /** The index of the target whose region is nearest to clients of unknown place. */
  int homeTarget() {
    return homeTarget;
  }

  AnswerMap map() {
    return map;
  }

  Routing routing() {
    return routing;
  }

  /** Where clients of unknown place are taken to be. */
  @Nullable Coordinates home() {
    return home;
  }
}
