package io.atoll.dns;

import io.atoll.dns.geo.GeoConfig;
import io.atoll.dns.guard.GuardConfig;
import io.atoll.dns.routing.Policy;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The config of a name server.
 *
 * @param listen where it answers, over UDP and TCP
 * @param controllers base addresses of the controllers whose routing table it follows, the own
 *     region's first
 * @param zones what it answers for
 * @param identity what clients are told that ask which server answers (RFC 5001); they are told
 *     nothing without
 * @param policies what routed names may be routed by, besides {@link Policy#NEAREST}
 * @param pace how long a region's users take to move away when an operator drains it, or back when
 *     it serves again; zero moves them at once
 */
public record DnsConfig(
    ProcessConfig process,
    HostPort listen,
    List<URI> controllers,
    List<ZoneConfig> zones,
    GeoConfig geo,
    WireLimits limits,
    GuardConfig guard,
    Optional<String> identity,
    Duration pace,
    List<Policy> policies)
    implements AppConfig {
  /** Slow enough for a region's caches to warm up, quick enough to wait for. */
  public static final Duration PACE_DEFAULT = Duration.ofSeconds(30);

  /** It has to fit into a datagram beside an answer. */
  private static final int IDENTITY_BYTES_MAX = 64;

  public DnsConfig {
    controllers = List.copyOf(controllers);
    if (controllers.isEmpty()) {
      throw new IllegalArgumentException(
          "controllers is empty; list at least one, the own region's first");
    }
    policies = List.copyOf(policies);
    checkPolicies(zones, policies);
    zones = List.copyOf(zones);
    long apexes = zones.stream().map(ZoneConfig::apex).distinct().count();
    if (zones.isEmpty() || apexes < zones.size()) {
      throw new IllegalArgumentException(
          "zones has %d entries for %d names; list each zone once, and at least one"
              .formatted(zones.size(), apexes));
    }
  }

  private static void checkPolicies(List<ZoneConfig> zones, List<Policy> policies) {
    List<String> names = new ArrayList<>(List.of(Policy.NEAREST.name()));
    policies.forEach(policy -> names.add(policy.name()));
    if (Set.copyOf(names).size() < names.size() || policies.size() > PolicyConfig.COUNT_MAX) {
      throw new IllegalArgumentException(
          "policies %s; give each a name of its own, and at most %d"
              .formatted(names, PolicyConfig.COUNT_MAX));
    }
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
        node.values("controllers", HttpUris::parse),
        node.list("zones", ZoneConfig::read),
        node.object("geo", GeoConfig::read),
        node.object("limits", WireLimits::read),
        node.object("guard", GuardConfig::read),
        node.optionalString("nsid").map(DnsConfig::identity),
        node.duration("pace", PACE_DEFAULT, Duration.ZERO, Duration.ofDays(1)),
        node.list("policies", PolicyConfig::read));
  }

  private static String identity(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > IDENTITY_BYTES_MAX) {
      throw new IllegalArgumentException(
          "nsid '%s' is longer than %d bytes; shorten it".formatted(text, IDENTITY_BYTES_MAX));
    }
    return text;
  }
}
