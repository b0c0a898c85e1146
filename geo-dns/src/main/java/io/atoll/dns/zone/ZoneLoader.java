package io.atoll.dns.zone;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Makes a zone of what the operator says: configuration, and a master file if there is one. */
public final class ZoneLoader {
  // For secondaries: refresh, retry, expire in seconds (RIPE-203).
  private static final long REFRESH = 86_400;
  private static final long RETRY = 7_200;
  private static final long EXPIRE = 3_600_000;
  private static final long SERIAL = 1;

  private final ZoneConfig config;

  public ZoneLoader(ZoneConfig config) {
    this.config = config;
  }

  /**
   * Reads it, from disk if it has a file; blocks.
   *
   * @throws IllegalArgumentException if it is malformed or can't be read
   */
  public Zone load() {
    List<Record> records = new ArrayList<>();
    config
        .file()
        .ifPresentOrElse(
            file ->
                records.addAll(
                    MasterFile.read(file, config.apex(), config.staticTtl().toSeconds())),
            () -> addServers(records));
    config.records().forEach(entry -> records.add(record(entry)));
    Map<Name, RoutedName> routed = new LinkedHashMap<>();
    config.routed().forEach(name -> routed.put(child(name.name()), name));
    return new Zone(config.apex(), records, routed, config.ttl());
  }

  private void addServers(List<Record> records) {
    long ttl = config.staticTtl().toSeconds();
    records.add(
        new SOARecord(
            config.apex(),
            DClass.IN,
            ttl,
            child(config.nameServers().getFirst().name()),
            child("hostmaster"),
            SERIAL,
            REFRESH,
            RETRY,
            EXPIRE,
            config.negativeTtl().toSeconds()));
    for (ZoneConfig.Entry server : config.nameServers()) {
      records.add(new NSRecord(config.apex(), DClass.IN, ttl, child(server.name())));
      records.add(record(server));
    }
  }

  private Record record(ZoneConfig.Entry entry) {
    Name name = child(entry.name());
    try {
      return Record.fromString(
          name,
          entry.type(),
          DClass.IN,
          config.staticTtl().toSeconds(),
          entry.data(),
          config.apex());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "zone %s: '%s' is not the data of a record of type %s: %s"
              .formatted(config.apex(), entry.data(), Type.string(entry.type()), e.getMessage()),
          e);
    }
  }

  private Name child(String relative) {
    try {
      Name name = Name.fromString(relative, config.apex());
      if (name.subdomain(config.apex())) {
        return name;
      }
    } catch (TextParseException e) {
      throw outside(relative, e);
    }
    throw outside(relative, null);
  }

  private IllegalArgumentException outside(String name, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "'%s' is not a name within zone %s; give it relative to the zone, such as www"
            .formatted(name, config.apex()),
        cause);
  }
}
