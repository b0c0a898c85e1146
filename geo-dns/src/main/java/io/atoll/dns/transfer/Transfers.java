package io.atoll.dns.transfer;

import io.atoll.dns.wire.ZoneExport;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Gives zones to their secondaries and to nobody else. */
public final class Transfers implements ZoneExport {
  private static final Logger log = LoggerFactory.getLogger(Transfers.class);

  private final List<Secondary> secondaries;
  private final Function<Name, Optional<List<Record>>> zones;

  /**
   * @param zones puts a zone together
   */
  public Transfers(List<Secondary> secondaries, Function<Name, Optional<List<Record>>> zones) {
    this.secondaries = List.copyOf(secondaries);
    this.zones = zones;
  }

  @Override
  public Optional<List<Record>> export(Name zone, Name key, InetAddress to) {
    if (secondaries.stream().noneMatch(secondary -> isThat(secondary, zone, key, to))) {
      log.atWarn()
          .addKeyValue("zone", zone)
          .addKeyValue("key", key)
          .addKeyValue("to", to.getHostAddress())
          .log("a zone was asked for by none of its secondaries");
      return Optional.empty();
    }
    return zones.apply(zone);
  }

  private static boolean isThat(Secondary secondary, Name zone, Name key, InetAddress to) {
    return secondary.zone().equals(zone)
        && secondary.key().equals(key)
        && secondary.host().equals(to);
  }
}
