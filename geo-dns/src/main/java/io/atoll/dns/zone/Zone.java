package io.atoll.dns.zone;

import io.atoll.dns.zone.Lookup.AnyType;
import io.atoll.dns.zone.Lookup.Found;
import io.atoll.dns.zone.Lookup.NoData;
import io.atoll.dns.zone.Lookup.NoSuchName;
import io.atoll.dns.zone.Lookup.Routed;
import io.atoll.dns.zone.ZoneConfig.Host;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The names below one apex: static records, and routed names whose addresses depend on who asks.
 * Never changes; safe for use by many threads. Names compare without regard to case.
 */
public final class Zone {
  // For secondaries, of which there are none yet: refresh, retry, expire in seconds (RIPE-203).
  private static final long REFRESH = 86_400;
  private static final long RETRY = 7_200;
  private static final long EXPIRE = 3_600_000;
  private static final long SERIAL = 1;

  private final Name apex;
  private final Record soa;
  private final Record negativeSoa;
  private final Duration ttl;
  private final Map<Name, Map<Integer, List<Record>>> records = new HashMap<>();
  private final Set<Name> routed = new HashSet<>();
  private final Set<Name> emptyNonTerminals = new HashSet<>();

  /**
   * @throws IllegalArgumentException if a name isn't one, or is both routed and static
   */
  public Zone(ZoneConfig config) {
    this.apex = config.apex();
    this.ttl = config.ttl();
    long staticTtl = config.staticTtl().toSeconds();
    long negativeTtl = config.negativeTtl().toSeconds();
    this.soa = soa(config, staticTtl, negativeTtl);
    // RFC 2308 section 3: the lesser of the SOA's own TTL and its minimum field.
    this.negativeSoa = soa(config, Math.min(staticTtl, negativeTtl), negativeTtl);
    add(soa);
    for (Host server : config.nameServers()) {
      add(new NSRecord(apex, DClass.IN, staticTtl, child(server.name())));
      add(address(child(server.name()), staticTtl, server.address()));
    }
    for (Host host : config.records()) {
      add(address(child(host.name()), staticTtl, host.address()));
    }
    config.routed().forEach(name -> addRouted(child(name)));
    findEmptyNonTerminals();
  }

  private SOARecord soa(ZoneConfig config, long ttl, long negativeTtl) {
    return new SOARecord(
        apex,
        DClass.IN,
        ttl,
        child(config.nameServers().getFirst().name()),
        child("hostmaster"),
        SERIAL,
        REFRESH,
        RETRY,
        EXPIRE,
        negativeTtl);
  }

  private Name child(String relative) {
    try {
      Name name = Name.fromString(relative, apex);
      if (contains(name)) {
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
            .formatted(name, apex),
        cause);
  }

  /** The record of one address: A or AAAA, as it is. */
  public static Record address(Name name, long ttl, InetAddress address) {
    return address instanceof Inet6Address
        ? new AAAARecord(name, DClass.IN, ttl, address)
        : new ARecord(name, DClass.IN, ttl, address);
  }

  private void add(Record record) {
    List<Record> set =
        records
            .computeIfAbsent(record.getName(), _ -> new HashMap<>())
            .computeIfAbsent(record.getType(), _ -> new ArrayList<>());
    if (!set.contains(record)) {
      set.add(record);
    }
  }

  private void addRouted(Name name) {
    Map<Integer, List<Record>> own = records.getOrDefault(name, Map.of());
    if (own.containsKey(Type.A) || own.containsKey(Type.AAAA)) {
      throw new IllegalArgumentException(
          "%s is routed and has addresses of its own; drop one of the two".formatted(name));
    }
    routed.add(name);
  }

  private void findEmptyNonTerminals() {
    Set<Name> known = new HashSet<>(records.keySet());
    known.addAll(routed);
    for (Name name : known) {
      for (Name up = name; up.labels() > apex.labels(); up = new Name(up, 1)) {
        if (!known.contains(up)) {
          emptyNonTerminals.add(up);
        }
      }
    }
  }

  /** Whether a name is the apex or below it. */
  public boolean contains(Name name) {
    return name.subdomain(apex);
  }

  /** What there is for a name within this zone. */
  public Lookup find(Name name, int type) {
    Map<Integer, List<Record>> own = records.get(name);
    boolean isRouted = routed.contains(name);
    if (own == null && !isRouted) {
      return emptyNonTerminals.contains(name) ? new NoData() : new NoSuchName();
    }
    if (type == Type.ANY) {
      return new AnyType();
    }
    if (isRouted && (type == Type.A || type == Type.AAAA)) {
      return new Routed();
    }
    List<Record> found = own == null ? null : own.get(type);
    return found == null ? new NoData() : new Found(found, glue(found));
  }

  private List<Record> glue(List<Record> found) {
    List<Record> glue = new ArrayList<>();
    for (Record record : found) {
      if (record instanceof NSRecord server) {
        Map<Integer, List<Record>> own = records.getOrDefault(server.getTarget(), Map.of());
        glue.addAll(own.getOrDefault(Type.A, List.of()));
        glue.addAll(own.getOrDefault(Type.AAAA, List.of()));
      }
    }
    return glue;
  }

  /** Every name there is, those without records too. */
  public Set<Name> names() {
    Set<Name> names = new HashSet<>(records.keySet());
    names.addAll(routed);
    names.addAll(emptyNonTerminals);
    return names;
  }

  /** The types a name has static records of. */
  public Set<Integer> types(Name name) {
    return Collections.unmodifiableSet(records.getOrDefault(name, Map.of()).keySet());
  }

  /** Whether a name's addresses depend on who asks. */
  public boolean isRouted(Name name) {
    return routed.contains(name);
  }

  public Name apex() {
    return apex;
  }

  /** The SOA as it stands in answers that there is nothing, with the TTL of those. */
  public Record negativeSoa() {
    return negativeSoa;
  }

  /** How long a routed answer may be kept. */
  public Duration ttl() {
    return ttl;
  }
}
