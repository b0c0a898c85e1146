package io.atoll.dns.answer;

import io.atoll.dns.zone.RoutedSet;
import io.atoll.dns.zone.Zone;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.HTTPSRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SVCBBase;
import org.xbill.DNS.SVCBRecord;
import org.xbill.DNS.Type;

/** Turns addresses into the records of a routed set. */
final class RoutedRecords {
  private final RoutedSet set;
  private final long ttl;

  /**
   * @param ttl of the records, in seconds
   */
  RoutedRecords(RoutedSet set, long ttl) {
    this.set = set;
    this.ttl = ttl;
  }

  /** The records by which a client is given these, rotated by so many. */
  List<Record> of(Addresses given, int turn) {
    return switch (set.type()) {
      case Type.A -> addresses(given.ipv4(turn));
      case Type.AAAA -> addresses(given.ipv6(turn));
      default -> set.templates().stream().map(template -> filled(template, given, turn)).toList();
    };
  }

  private List<Record> addresses(List<InetAddress> addresses) {
    return addresses.stream().map(address -> Zone.address(set.owner(), ttl, address)).toList();
  }

  private Record filled(Record template, Addresses given, int turn) {
    SVCBBase service = (SVCBBase) template;
    List<SVCBBase.ParameterBase> parameters =
        new ArrayList<>(service.getSvcParamKeys().stream().map(service::getSvcParamValue).toList());
    if (RoutedSet.takesHints(service, template.getName())) {
      parameters.addAll(hints(service, given, turn));
    }
    return service.getType() == Type.HTTPS
        ? new HTTPSRecord(
            set.owner(),
            DClass.IN,
            ttl,
            service.getSvcPriority(),
            service.getTargetName(),
            parameters)
        : new SVCBRecord(
            set.owner(),
            DClass.IN,
            ttl,
            service.getSvcPriority(),
            service.getTargetName(),
            parameters);
  }

  /** What the operator's record already has stays as it is. */
  private static List<SVCBBase.ParameterBase> hints(SVCBBase service, Addresses given, int turn) {
    List<SVCBBase.ParameterBase> hints = new ArrayList<>();
    List<Inet4Address> ipv4 = only(given.ipv4(turn), Inet4Address.class).toList();
    List<Inet6Address> ipv6 = only(given.ipv6(turn), Inet6Address.class).toList();
    if (!ipv4.isEmpty() && service.getSvcParamValue(SVCBBase.IPV4HINT) == null) {
      hints.add(new SVCBBase.ParameterIpv4Hint(ipv4));
    }
    if (!ipv6.isEmpty() && service.getSvcParamValue(SVCBBase.IPV6HINT) == null) {
      hints.add(new SVCBBase.ParameterIpv6Hint(ipv6));
    }
    return hints;
  }

  private static <T> Stream<T> only(List<InetAddress> addresses, Class<T> type) {
    return addresses.stream().filter(type::isInstance).map(type::cast);
  }
}
