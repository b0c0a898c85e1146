package io.atoll.dns;

import io.atoll.dns.zone.Zone;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.dns.zone.ZoneConfig.Host;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;

/** The zone atoll.test, for tests. */
public final class Zones {
  /** Enough A records that a plain UDP answer can't hold them, nor one of 1232 bytes. */
  public static final int MANY = 100;

  private Zones() {}

  public static Zone test() {
    List<Host> records = new ArrayList<>();
    records.add(host("host.deep", "192.0.2.1"));
    records.add(host("six", "2001:db8::1"));
    for (int i = 0; i < MANY; i++) {
      records.add(host("many", "192.0.2." + (i + 1)));
    }
    return new Zone(
        new ZoneConfig(
            Name.fromConstantString("atoll.test."),
            List.of(host("ns-us-east", "127.0.1.53"), host("ns-eu-west", "127.0.2.53")),
            List.of("www", "api"),
            records,
            ZoneConfig.TTL_DEFAULT,
            ZoneConfig.STATIC_TTL_DEFAULT,
            ZoneConfig.NEGATIVE_TTL_DEFAULT));
  }

  private static Host host(String name, String address) {
    return new Host(name, InetAddress.ofLiteral(address));
  }
}
