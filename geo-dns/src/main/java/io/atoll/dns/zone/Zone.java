package io.atoll.dns.zone;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * The names below one apex: static records, routed names whose addresses depend on who asks,
 * wildcards, delegations. Never changes; safe for use by many threads. Names compare without regard
 * to case.
 */
public final class Zone {
  private static final String WILDCARD = "*";

  private final Name apex;
  private final RoutedTtl ttl;
  private final Map<Name, Node> nodes = new HashMap<>();
  private final SOARecord negativeSoa;

  /**
   * @param records of any type, an SOA and NS of the apex among them
   * @param routed by name
   * @param ttl how long a routed answer may be kept
   * @throws IllegalArgumentException if they make no zone; its message lists every reason
   */
  public Zone(
      Name apex,
      Collection<? extends Record> records,
      Map<Name, RoutedName> routed,
      RoutedTtl ttl) {
    this.apex = apex;
    this.ttl = ttl;
    Map<Name, SortedMap<Integer, List<Record>>> sets = new HashMap<>();
    routed.keySet().forEach(name -> sets.put(name, new TreeMap<>()));
    for (Record record : records) {
      List<Record> set =
          sets.computeIfAbsent(record.getName(), _ -> new TreeMap<>())
              .computeIfAbsent(record.getType(), _ -> new ArrayList<>());
      if (!set.contains(record)) {
        set.add(record);
      }
    }
    ZoneRules.check(apex, sets, routed.keySet());
    sets.forEach((name, own) -> nodes.put(name, new Node(name, own, routed.get(name))));
    addEmptyNonTerminals();
    this.negativeSoa = negative(soa());
  }

  private Zone(Zone other, Map<Name, Node> nodes) {
    this.apex = other.apex;
    this.ttl = other.ttl;
    this.nodes.putAll(nodes);
    this.negativeSoa = negative(soa());
  }

  /** The same with further records at its apex, such as its keys. */
  public Zone with(Collection<? extends Record> records) {
    Node node = node(apex);
    SortedMap<Integer, List<Record>> sets = new TreeMap<>(node.sets());
    for (Record record : records) {
      List<Record> set = new ArrayList<>(sets.getOrDefault(record.getType(), List.of()));
      set.add(record);
      sets.put(record.getType(), set);
    }
    Map<Name, Node> changed = new HashMap<>(nodes);
    changed.put(apex, new Node(apex, sets, node.routed()));
    return new Zone(this, changed);
  }

  /** The same with another serial number (RFC 1982). */
  public Zone withSerial(long serial) {
    Node node = node(apex);
    SortedMap<Integer, List<Record>> sets = new TreeMap<>(node.sets());
    SOARecord soa = soa();
    sets.put(Type.SOA, List.of(with(soa, soa.getTTL(), serial)));
    Map<Name, Node> changed = new HashMap<>(nodes);
    changed.put(apex, new Node(apex, sets, node.routed()));
    return new Zone(this, changed);
  }

  /** The zone's own record of its beginning. */
  public SOARecord soa() {
    return (SOARecord) node(apex).set(Type.SOA).getFirst();
  }

  /** RFC 2308 section 3: the lesser of the SOA's own TTL and its minimum field. */
  private static SOARecord negative(SOARecord soa) {
    return with(soa, Math.min(soa.getTTL(), soa.getMinimum()), soa.getSerial());
  }

  private static SOARecord with(SOARecord soa, long ttl, long serial) {
    return new SOARecord(
        soa.getName(),
        DClass.IN,
        ttl,
        soa.getHost(),
        soa.getAdmin(),
        serial,
        soa.getRefresh(),
        soa.getRetry(),
        soa.getExpire(),
        soa.getMinimum());
  }

  private void addEmptyNonTerminals() {
    for (Name name : List.copyOf(nodes.keySet())) {
      for (Name up = name; up.labels() > apex.labels(); up = new Name(up, 1)) {
        nodes.computeIfAbsent(up, missing -> new Node(missing, new TreeMap<>(), null));
      }
    }
  }

  /** The record of one address: A or AAAA, as it is. */
  public static Record address(Name name, long ttl, InetAddress address) {
    return address instanceof Inet6Address
        ? new AAAARecord(name, DClass.IN, ttl, address)
        : new ARecord(name, DClass.IN, ttl, address);
  }

  private Node node(Name name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalStateException("expected %s in zone %s".formatted(name, apex));
    }
    return node;
  }

  /** Whether a name is the apex or below it. */
  public boolean contains(Name name) {
    return name.subdomain(apex);
  }

  /** What there is for a name within this zone. */
  public Lookup find(Name name, int type) {
    Delegation above = delegation(name);
    if (above != null) {
      return type == Type.DS && above.name().equals(name)
          ? keys(above)
          : new Lookup.Delegated(above);
    }
    Node node = nodes.get(name);
    if (node == null) {
      node = wildcardFor(name);
    }
    return node == null ? new Lookup.NoSuchName() : node.find(type);
  }

  /** The parent has the keys of a delegated zone (RFC 4035 section 3.1.4.1). */
  private static Lookup keys(Delegation to) {
    return to.keys().isEmpty() ? new Lookup.NoData(Set.of(Type.NS)) : new Lookup.Found(to.keys());
  }

  /** The wildcard below the nearest name above that exists (RFC 4592 section 3.3.1). */
  private @Nullable Node wildcardFor(Name name) {
    Name encloser = name;
    while (!nodes.containsKey(encloser)) {
      encloser = new Name(encloser, 1);
    }
    return wildcard(encloser).map(this::node).orElse(null);
  }

  /** The wildcard right below a name, if there is one. */
  public Optional<Name> wildcard(Name encloser) {
    try {
      Name wildcard = Name.concatenate(Name.fromConstantString(WILDCARD), encloser);
      return nodes.containsKey(wildcard) ? Optional.of(wildcard) : Optional.empty();
    } catch (NameTooLongException e) {
      return Optional.empty();
    }
  }

  /** The cut at or above a name; null if the name is this zone's own. */
  private @Nullable Delegation delegation(Name name) {
    Delegation highest = null;
    for (Name up = name; up.labels() > apex.labels(); up = new Name(up, 1)) {
      Node node = nodes.get(up);
      if (node != null && !node.set(Type.NS).isEmpty()) {
        highest = new Delegation(up, node.set(Type.NS), node.set(Type.DS), glue(node.set(Type.NS)));
      }
    }
    return highest;
  }

  /** Addresses of name servers, as far as this zone has them. */
  public List<Record> glue(List<Record> servers) {
    List<Record> glue = new ArrayList<>();
    for (Record record : servers) {
      if (record instanceof NSRecord server) {
        Node node = nodes.get(server.getTarget());
        if (node != null) {
          glue.addAll(node.set(Type.A));
          glue.addAll(node.set(Type.AAAA));
        }
      }
    }
    return glue;
  }

  /** Every record that is the same for all, glue too. */
  public List<Record> records() {
    List<Record> records = new ArrayList<>();
    nodes
        .values()
        .forEach(node ->
            node.sets()
                .forEach((type, set) -> {
                  if (!(node.find(type) instanceof Lookup.Routed)) {
                    records.addAll(set);
                  }
                }));
    return records;
  }

  /** Every record set that depends on who asks. */
  public List<RoutedSet> routed() {
    List<RoutedSet> routed = new ArrayList<>();
    nodes
        .values()
        .forEach(node ->
            node.types()
                .forEach(type -> {
                  if (node.find(type) instanceof Lookup.Routed(RoutedSet set)) {
                    routed.add(set);
                  }
                }));
    return routed;
  }

  /** Every name that this zone answers for itself, those without records and cuts too. */
  public Set<Name> names() {
    Set<Name> names = new HashSet<>();
    for (Name name : nodes.keySet()) {
      Delegation above = delegation(name);
      if (above == null || above.name().equals(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** The types a name has records of, or may have by where the client is. */
  public SortedSet<Integer> types(Name name) {
    Node node = nodes.get(name);
    return node == null
        ? Collections.emptySortedSet()
        : Collections.unmodifiableSortedSet(new TreeSet<>(node.types()));
  }

  public Name apex() {
    return apex;
  }

  /** The SOA as it stands in answers that there is nothing, with the TTL of those. */
  public SOARecord negativeSoa() {
    return negativeSoa;
  }

  /** How long a routed answer may be kept. */
  public RoutedTtl ttl() {
    return ttl;
  }
}
