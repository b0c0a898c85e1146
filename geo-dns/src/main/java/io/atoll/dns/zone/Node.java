package io.atoll.dns.zone;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SVCBBase;
import org.xbill.DNS.Type;

/**
 * A name of a zone and what stands there; nothing, if it is there only for the sake of names below.
 *
 * @param sets its records by type
 * @param routed by what its addresses are chosen, if it is routed
 */
record Node(Name name, SortedMap<Integer, List<Record>> sets, @Nullable RoutedName routed) {
  Node {
    SortedMap<Integer, List<Record>> copies = new TreeMap<>();
    sets.forEach((type, set) -> copies.put(type, List.copyOf(set)));
    sets = copies;
  }

  /** Every type that it has records of, or may have by where the client is. */
  SortedSet<Integer> types() {
    SortedSet<Integer> types = new TreeSet<>(sets.keySet());
    if (routed != null) {
      types.add(Type.A);
      types.add(Type.AAAA);
    }
    return types;
  }

  List<Record> set(int type) {
    return sets.getOrDefault(type, List.of());
  }

  Lookup find(int type) {
    List<Record> own = set(type);
    if (routed != null && (isAddress(type) || own.stream().anyMatch(this::takesHints))) {
      return new Lookup.Routed(new RoutedSet(name, type, routed, own));
    }
    if (!own.isEmpty()) {
      return new Lookup.Found(own);
    }
    List<Record> alias = set(Type.CNAME);
    return alias.isEmpty()
        ? new Lookup.NoData(types())
        : new Lookup.Alias((CNAMERecord) alias.getFirst());
  }

  private static boolean isAddress(int type) {
    return type == Type.A || type == Type.AAAA;
  }

  private boolean takesHints(Record record) {
    return record instanceof SVCBBase service && RoutedSet.takesHints(service, name);
  }
}
