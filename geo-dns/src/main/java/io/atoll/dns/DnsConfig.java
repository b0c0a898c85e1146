package io.atoll.dns;

import io.atoll.dns.geo.GeoConfig;
import io.atoll.dns.guard.GuardConfig;
import io.atoll.dns.routing.RoutingRules;
import io.atoll.dns.transfer.Secondary;
import io.atoll.dns.transfer.TransferConfig;
import io.atoll.dns.wire.QueryLogConfig;
import io.atoll.dns.wire.TlsConfig;
import io.atoll.dns.wire.WireLimits;
import io.atoll.dns.zone.RoutedName;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.runtime.app.AppConfig;
import io.atoll.runtime.app.ProcessConfig;
import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import io.atoll.runtime.net.HttpUris;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Name;

/**
 * The config of a name server.
 *
 * @param listen where it answers, over UDP and TCP
 * @param tls where it answers over TLS, if it does
 * @param controllers base addresses of the controllers whose routing table it follows, the own
 *     region's first
 * @param peers base addresses of other name servers' admin endpoints, which it asks how many
 *     answers they give
 * @param zones what it answers for
 * @param identity what clients are told that ask which server answers (RFC 5001); they are told
 *     nothing without
 * @param version what clients are told that ask for the version; they are refused without
 * @param transfer which zones other name servers are given
 * @param rules by what regions are chosen
 */
public record DnsConfig(
    ProcessConfig process,
    HostPort listen,
    Optional<TlsConfig> tls,
    List<URI> controllers,
    List<URI> peers,
    List<ZoneConfig> zones,
    GeoConfig geo,
    WireLimits limits,
    GuardConfig guard,
    Optional<String> identity,
    Optional<String> version,
    QueryLogConfig queryLog,
    TransferConfig transfer,
    RoutingRules rules)
    implements AppConfig {
  /** It has to fit into a datagram beside an answer. */
  private static final int IDENTITY_BYTES_MAX = 64;

  /** Each asks each other: a hundred would be too many for that. */
  private static final int PEERS_MAX = 63;

  public DnsConfig {
    controllers = List.copyOf(controllers);
    peers = List.copyOf(peers);
    if (Set.copyOf(peers).size() < peers.size() || peers.size() > PEERS_MAX) {
      throw new IllegalArgumentException(
          "peers lists %d addresses, %d of them different; list each other name server once, at most %d"
              .formatted(peers.size(), Set.copyOf(peers).size(), PEERS_MAX));
    }
    if (controllers.isEmpty()) {
      throw new IllegalArgumentException(
          "controllers is empty; list at least one, the own region's first");
    }
    checkPolicies(zones, rules.names());
    checkSecondaries(zones, transfer);
    zones = List.copyOf(zones);
    long apexes = zones.stream().map(ZoneConfig::apex).distinct().count();
    if (zones.isEmpty() || apexes < zones.size()) {
      throw new IllegalArgumentException(
          "zones has %d entries for %d names; list each zone once, and at least one"
              .formatted(zones.size(), apexes));
    }
  }

  private static void checkSecondaries(List<ZoneConfig> zones, TransferConfig transfer) {
    List<Name> apexes = zones.stream().map(ZoneConfig::apex).toList();
    for (Secondary secondary : transfer.secondaries()) {
      if (!apexes.contains(secondary.zone())) {
        throw new IllegalArgumentException(
            "secondary %s has zone '%s', which is none of %s"
                .formatted(secondary.address(), secondary.zone(), apexes));
      }
    }
  }

  private static void checkPolicies(List<ZoneConfig> zones, List<String> names) {
    for (ZoneConfig zone : zones) {
      for (RoutedName name : zone.routed()) {
        if (!names.contains(name.policy())) {
          throw new IllegalArgumentException(
              "%s of zone %s is routed by policy '%s', which is none of %s"
                  .formatted(name.name(), zone.apex(), name.policy(), names));
        }
      }
    }
  }

  public static DnsConfig read(ConfigNode node) {
    return new DnsConfig(
        ProcessConfig.read(node),
        node.hostPort("listen"),
        node.optionalObject("tls", TlsConfig::read),
        node.values("controllers", HttpUris::parse),
        node.has("peers") ? node.values("peers", HttpUris::parse) : List.of(),
        node.list("zones", ZoneConfig::read),
        node.object("geo", GeoConfig::read),
        node.object("limits", WireLimits::read),
        node.object("guard", GuardConfig::read),
        node.optionalString("nsid").map(text -> told("nsid", text)),
        node.optionalString("version").map(text -> told("version", text)),
        node.object("query-log", QueryLogConfig::read),
        node.object("transfer", TransferConfig::read),
        RulesConfig.read(node));
  }

  private static String told(String key, String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > IDENTITY_BYTES_MAX) {
      throw new IllegalArgumentException(
          "%s '%s' is longer than %d bytes; shorten it".formatted(key, text, IDENTITY_BYTES_MAX));
    }
    return text;
  }
}
