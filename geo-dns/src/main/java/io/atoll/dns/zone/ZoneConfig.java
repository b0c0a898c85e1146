package io.atoll.dns.zone;

import io.atoll.runtime.config.ConfigNode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * A zone as the operator describes it. Names are relative to the apex; {@code @} is the apex.
 *
 * @param nameServers at least one; the first is the primary in the SOA record
 * @param routed names whose addresses are the nearest healthy edges
 * @param records further static addresses
 * @param ttl of routed answers: how long users may stay with a region that is gone
 * @param staticTtl of all other answers
 * @param negativeTtl of answers that there is nothing (RFC 2308)
 */
public record ZoneConfig(
    Name apex,
    List<Host> nameServers,
    List<String> routed,
    List<Host> records,
    Duration ttl,
    Duration staticTtl,
    Duration negativeTtl) {
  public static final List<String> ROUTED_DEFAULT = List.of("www", "api");
  public static final Duration TTL_DEFAULT = Duration.ofSeconds(5);
  public static final Duration STATIC_TTL_DEFAULT = Duration.ofMinutes(5);
  public static final Duration NEGATIVE_TTL_DEFAULT = Duration.ofSeconds(30);
  private static final Duration TTL_MIN = Duration.ofSeconds(1);

  /** A week, as resolvers cap it (RFC 8767 section 4). */
  private static final Duration TTL_MAX = Duration.ofDays(7);

  /** A name of the zone with one address; several entries of one name make a set. */
  public record Host(String name, InetAddress address) {
    static Host read(ConfigNode node) {
      return new Host(node.requiredString("name"), node.parse("address", InetAddress::ofLiteral));
    }
  }

  public ZoneConfig {
    nameServers = List.copyOf(nameServers);
    routed = List.copyOf(routed);
    records = List.copyOf(records);
    if (nameServers.isEmpty()) {
      throw new IllegalArgumentException(
          "zone %s has no name-servers; list at least one with its name and address"
              .formatted(apex));
    }
  }

  /** Reads {@code zone:}. */
  public static ZoneConfig read(ConfigNode node) {
    return new ZoneConfig(
        node.parse("apex", ZoneConfig::absolute),
        node.list("name-servers", Host::read),
        node.has("routed") ? node.strings("routed") : ROUTED_DEFAULT,
        node.list("records", Host::read),
        node.duration("ttl", TTL_DEFAULT, TTL_MIN, TTL_MAX),
        node.duration("static-ttl", STATIC_TTL_DEFAULT, TTL_MIN, TTL_MAX),
        node.duration("negative-ttl", NEGATIVE_TTL_DEFAULT, TTL_MIN, TTL_MAX));
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
