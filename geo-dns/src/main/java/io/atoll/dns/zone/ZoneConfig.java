package io.atoll.dns.zone;

import io.atoll.dns.sign.DnssecConfig;
import io.atoll.runtime.config.ConfigNode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A zone as the operator describes it. Names are relative to the apex; {@code @} is the apex.
 *
 * @param file a master file with everything static; without one, {@code nameServers} make the SOA
 *     and NS records
 * @param nameServers the first is the primary in the SOA record
 * @param routed names whose addresses are the nearest healthy edges
 * @param records further static records
 * @param ttl of routed answers
 * @param staticTtl of all other answers
 * @param negativeTtl of answers that there is nothing (RFC 2308)
 * @param dnssec how it is signed, if it is
 */
public record ZoneConfig(
    Name apex,
    Optional<Path> file,
    List<Entry> nameServers,
    List<RoutedName> routed,
    List<Entry> records,
    RoutedTtl ttl,
    Duration staticTtl,
    Duration negativeTtl,
    Optional<DnssecConfig> dnssec) {
  public static final List<RoutedName> ROUTED_DEFAULT =
      List.of(new RoutedName("www"), new RoutedName("api"));
  public static final RoutedTtl TTL_DEFAULT = RoutedTtl.of(Duration.ofSeconds(5));
  public static final Duration STATIC_TTL_DEFAULT = Duration.ofMinutes(5);
  public static final Duration NEGATIVE_TTL_DEFAULT = Duration.ofSeconds(30);
  private static final Duration TTL_MIN = Duration.ofSeconds(1);

  /** A week, as resolvers cap it (RFC 8767 section 4). */
  private static final Duration TTL_MAX = Duration.ofDays(7);

  /**
   * One record; several of one name and type make a set.
   *
   * @param data as in a master file
   */
  public record Entry(String name, int type, String data) {
    /** A record of one address: A or AAAA, as it is. */
    public static Entry of(String name, InetAddress address) {
      return new Entry(
          name, address instanceof Inet6Address ? Type.AAAA : Type.A, address.getHostAddress());
    }

    static Entry readAddress(ConfigNode node) {
      return of(node.requiredString("name"), node.parse("address", InetAddress::ofLiteral));
    }

    static Entry read(ConfigNode node) {
      return node.has("type")
          ? new Entry(
              node.requiredString("name"),
              node.parse("type", Entry::type),
              node.requiredString("data"))
          : readAddress(node);
    }

    private static int type(String text) {
      int type = Type.value(text, /* numberok= */ true);
      if (type < 0) {
        throw new IllegalArgumentException(
            "'%s' is not a type of record such as TXT, HTTPS or TYPE65280".formatted(text));
      }
      return type;
    }
  }

  public ZoneConfig {
    nameServers = List.copyOf(nameServers);
    routed = List.copyOf(routed);
    records = List.copyOf(records);
    if (file.isPresent() != nameServers.isEmpty()) {
      throw new IllegalArgumentException(
          "zone %s has %s; give it either a file, which has its SOA and NS records, or name-servers"
              .formatted(
                  apex,
                  file.isPresent() ? "a file and name-servers" : "no name-servers and no file"));
    }
  }

  /** Reads one of {@code zones:}. */
  public static ZoneConfig read(ConfigNode node) {
    return new ZoneConfig(
        node.parse("apex", ZoneConfig::absolute),
        node.optionalPath("file"),
        node.list("name-servers", Entry::readAddress),
        node.has("routed")
            ? node.list("routed", RoutedName::new, RoutedName::read)
            : ROUTED_DEFAULT,
        node.list("records", Entry::read),
        routedTtl(node),
        node.duration("static-ttl", STATIC_TTL_DEFAULT, TTL_MIN, TTL_MAX),
        node.duration("negative-ttl", NEGATIVE_TTL_DEFAULT, TTL_MIN, TTL_MAX),
        node.optionalObject("dnssec", DnssecConfig::read));
  }

  private static RoutedTtl routedTtl(ConfigNode node) {
    Duration ttl = node.duration("ttl", TTL_DEFAULT.changing(), TTL_MIN, TTL_MAX);
    return new RoutedTtl(ttl, node.duration("quiet-ttl", ttl, TTL_MIN, TTL_MAX));
  }

  private static Name absolute(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(
          "'%s' is not a domain name: %s".formatted(text, e.getMessage()), e);
    }
  }
}
