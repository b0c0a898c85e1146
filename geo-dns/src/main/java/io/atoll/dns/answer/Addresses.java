package io.atoll.dns.answer;

import io.atoll.core.routing.EdgeEntry;
import io.atoll.dns.routing.Target;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Type;

/** Addresses that are answered together, rotated. */
final class Addresses {
  /** As many as fit into 512 bytes beside the longest name, an OPT and a subnet. */
  static final int COUNT_MAX = 8;

  private static final Logger log = LoggerFactory.getLogger(Addresses.class);

  private final List<InetAddress> all;
  private final List<InetAddress> ipv4;
  private final List<InetAddress> ipv6;

  Addresses(List<InetAddress> all) {
    this.all = List.copyOf(all);
    this.ipv4 = all.stream().filter(Inet4Address.class::isInstance).toList();
    this.ipv6 = all.stream().filter(Inet6Address.class::isInstance).toList();
  }

  /** Those of a region's edges. */
  static Addresses of(Target target) {
    return new Addresses(
        target.edges().stream()
            .flatMap(edge -> literal(target, edge).stream())
            .distinct()
            .toList());
  }

  private static Optional<InetAddress> literal(Target target, EdgeEntry edge) {
    try {
      return Optional.of(InetAddress.ofLiteral(edge.address()));
    } catch (IllegalArgumentException e) {
      log.atWarn()
          .addKeyValue("region", target.region())
          .addKeyValue("edge", edge.node())
          .addKeyValue("address", edge.address())
          .log("the edge's address is no IP address, so it is left out of answers");
      return Optional.empty();
    }
  }

  /** The first of each of these, then the second of each, and so on. */
  static Addresses mixed(List<Addresses> some) {
    int most = some.stream().mapToInt(addresses -> addresses.all.size()).max().orElse(0);
    List<InetAddress> mixed = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      for (Addresses addresses : some) {
        if (i < addresses.all.size()) {
          mixed.add(addresses.all.get(i));
        }
      }
    }
    return new Addresses(mixed.stream().distinct().toList());
  }

  /** In how many ways they are rotated: so that each edge is first equally often. */
  int turns(int type) {
    return switch (type) {
      case Type.A -> ipv4.size();
      case Type.AAAA -> ipv6.size();
      default -> Math.max(1, Math.max(ipv4.size(), ipv6.size()));
    };
  }

  List<InetAddress> ipv4(int turn) {
    return rotated(ipv4, turn);
  }

  List<InetAddress> ipv6(int turn) {
    return rotated(ipv6, turn);
  }

  private static List<InetAddress> rotated(List<InetAddress> all, int turn) {
    return IntStream.range(0, Math.min(all.size(), COUNT_MAX))
        .mapToObj(i -> all.get((turn + i) % all.size()))
        .toList();
  }
}
