package io.atoll.dns.answer;

import io.atoll.core.routing.EdgeEntry;
import io.atoll.dns.routing.Target;
import io.micrometer.core.instrument.Counter;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Type;

/** The addresses that some users are given. */
final class Given {
  /** As many addresses as fit into 512 bytes beside the longest name, an OPT and a subnet. */
  static final int ADDRESSES_MAX = 8;

  private static final Logger log = LoggerFactory.getLogger(Given.class);

  private final Counter counter;
  private final List<InetAddress> ipv4;
  private final List<InetAddress> ipv6;

  /**
   * @param counter of answers by which it was given
   */
  Given(List<InetAddress> all, Counter counter) {
    this.counter = counter;
    this.ipv4 = all.stream().filter(Inet4Address.class::isInstance).toList();
    this.ipv6 = all.stream().filter(Inet6Address.class::isInstance).toList();
  }

  /** What users of a region are given: its edges. */
  static Given of(Target target, Counter counter) {
    return new Given(
        target.edges().stream().flatMap(edge -> literal(target, edge).stream()).distinct().toList(),
        counter);
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

  /** In how many ways the addresses are rotated: so that each edge is first equally often. */
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
    return IntStream.range(0, Math.min(all.size(), ADDRESSES_MAX))
        .mapToObj(i -> all.get((turn + i) % all.size()))
        .toList();
  }

  /** Notes that it was given. */
  void count() {
    counter.increment();
  }
}
