package io.atoll.dns;

import io.atoll.dns.geo.GeoConfig;
import io.atoll.dns.wire.WireLimits;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.runtime.app.AppConfig;
import io.atoll.runtime.app.ProcessConfig;
import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import io.atoll.runtime.net.HttpUris;
import java.net.URI;
import java.util.List;

/**
 * The config of a name server.
 *
 * @param listen where it answers, over UDP and TCP
 * @param controllers base addresses of the controllers whose routing table it follows, the own
 *     region's first
 */
public record DnsConfig(
    ProcessConfig process,
    HostPort listen,
    List<URI> controllers,
    ZoneConfig zone,
    GeoConfig geo,
    WireLimits limits)
    implements AppConfig {
  public DnsConfig {
    controllers = List.copyOf(controllers);
    if (controllers.isEmpty()) {
      throw new IllegalArgumentException(
          "controllers is empty; list at least one, the own region's first");
    }
  }

  public static DnsConfig read(ConfigNode node) {
    return new DnsConfig(
        ProcessConfig.read(node),
        node.hostPort("listen"),
        node.values("controllers", HttpUris::parse),
        node.object("zone", ZoneConfig::read),
        node.object("geo", GeoConfig::read),
        node.object("limits", WireLimits::read));
  }
}
