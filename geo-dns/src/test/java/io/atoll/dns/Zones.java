package io.atoll.dns;

import io.atoll.dns.routing.AllDown;
import io.atoll.dns.routing.Order;
import io.atoll.dns.routing.Pin;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.RoutingRules;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.zone.RoutedName;
import io.atoll.dns.zone.Zone;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.dns.zone.ZoneConfig.Entry;
import io.atoll.dns.zone.ZoneLoader;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** The zone atoll.test, for tests: something of everything that a zone can have. */
public final class Zones {
  /** Enough A records that a plain UDP answer can't hold them, nor one of 1232 bytes. */
  public static final int MANY = 100;

  public static final Name APEX = Name.fromConstantString("atoll.test.");

  private Zones() {}

  public static Zone test() {
    return new ZoneLoader(config()).load();
  }

  public static ZoneConfig config() {
    List<Entry> records = new ArrayList<>();
    records.add(host("host.deep", "192.0.2.1"));
    records.add(host("six", "2001:db8::1"));
    for (int i = 0; i < MANY; i++) {
      records.add(host("many", "192.0.2." + (i + 1)));
    }
    records.add(new Entry("www", Type.HTTPS, "1 . alpn=h2"));
    records.add(new Entry("service", Type.HTTPS, "0 www"));
    records.add(new Entry("alias", Type.CNAME, "www"));
    records.add(new Entry("alias2", Type.CNAME, "alias"));
    records.add(new Entry("still", Type.CNAME, "six"));
    records.add(new Entry("outside", Type.CNAME, "www.example.org."));
    records.add(new Entry("dangling", Type.CNAME, "nothere"));
    records.add(new Entry("circle", Type.CNAME, "circle"));
    records.add(new Entry("*.wild", Type.TXT, "found"));
    records.add(host("there.wild", "192.0.2.7"));
    records.add(new Entry("*.also", Type.CNAME, "www"));
    records.add(new Entry("sub", Type.NS, "ns.sub"));
    records.add(new Entry("sub", Type.NS, "ns.example.org."));
    records.add(host("ns.sub", "192.0.2.53"));
    records.add(new Entry("safe", Type.NS, "ns.example.org."));
    records.add(
        new Entry(
            "safe",
            Type.DS,
            "12345 13 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"));
    return config(
        List.of(
            new RoutedName("www"),
            new RoutedName("api"),
            new RoutedName("*.customers"),
            new RoutedName("shares", "shares"),
            new RoutedName("fast", "fast"),
            new RoutedName("page", "page")),
        records);
  }

  /** What the names of the zone are routed by. */
  public static RoutingRules rules() {
    return RoutingRules.of(
        List.of(
            Policy.of(
                "shares",
                new Order.Weighted(Map.of(Tables.US_EAST, 3, Tables.EU_WEST, 1)),
                List.of(new Pin.OfCountry("JP", Tables.AP_NORTHEAST))),
            Policy.of("fast", new Order.RoundTrip(), List.of()),
            new Policy(
                "page",
                new Order.Nearest(Map.of()),
                List.of(),
                60,
                new AllDown.Static(List.of(InetAddress.ofLiteral("192.0.2.9"))))),
        Duration.ZERO);
  }

  public static ZoneConfig config(List<RoutedName> routed, List<Entry> records) {
    return new ZoneConfig(
        APEX,
        Optional.empty(),
        List.of(host("ns-us-east", "127.0.1.53"), host("ns-eu-west", "127.0.2.53")),
        routed,
        records,
        ZoneConfig.TTL_DEFAULT,
        ZoneConfig.STATIC_TTL_DEFAULT,
        ZoneConfig.NEGATIVE_TTL_DEFAULT,
        Optional.empty());
  }

  public static Entry host(String name, String address) {
    return Entry.of(name, InetAddress.ofLiteral(address));
  }
}
