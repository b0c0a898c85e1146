package io.atoll.dns.answer;

import io.atoll.dns.sign.ZoneSigner;
import io.atoll.dns.wire.Reply;
import io.atoll.dns.zone.Lookup;
import io.atoll.dns.zone.RoutedSet;
import io.atoll.dns.zone.Zone;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A zone as it is now, for servers that don't know where clients are: a routed name has addresses
 * of every region that may be given, whichever client asks.
 *
 * @param contents all records but the first, that of the zone's beginning
 */
record Snapshot(Served of, Set<Record> contents) {
  Snapshot {
    contents = Set.copyOf(contents);
  }

  static Snapshot of(Served served, RoutedAnswers routed) {
    Zone zone = served.zone();
    Set<Record> contents = new HashSet<>(zone.records());
    for (RoutedSet set : zone.routed()) {
      List<Addresses> given =
          routed.steering(set.by().policy()).given().stream().map(Given::addresses).toList();
      contents.addAll(
          new RoutedRecords(set, zone.ttl().seconds(false)).of(Addresses.mixed(given), 0));
    }
    contents.remove(zone.soa());
    return new Snapshot(served, contents);
  }

  /**
   * All records, signed if the zone is, in the order of a transfer: the zone's beginning first and
   * last (RFC 5936 section 2.2). Unlike answers of this server, such a zone denies what isn't there
   * by a chain of all names, because that is signed ahead.
   */
  List<Record> records() {
    Zone zone = of.zone();
    ZoneSigner signer = of.signer();
    List<Record> own = new ArrayList<>(List.of(zone.soa()));
    List<Record> below = new ArrayList<>();
    for (Record record : contents) {
      (isBelowCut(record) ? below : own).add(record);
    }
    if (signer != null) {
      own.addAll(chain(own));
      own = new ArrayList<>(signer.sign(Reply.answer(own, List.of())).answer());
    }
    own.addAll(below);
    own.add(zone.soa());
    return own;
  }

  /** Glue: what the other zone says of itself. */
  private boolean isBelowCut(Record record) {
    return of.zone().find(record.getName(), Composer.NO_TYPE) instanceof Lookup.Delegated(var to)
        && !to.name().equals(record.getName());
  }

  /** RFC 4035 section 2.3. */
  private List<Record> chain(List<Record> records) {
    SortedMap<Name, SortedSet<Integer>> types = new TreeMap<>();
    records.forEach(record ->
        types.computeIfAbsent(record.getName(), _ -> new TreeSet<>()).add(record.getType()));
    List<Record> chain = new ArrayList<>();
    List<Name> names = List.copyOf(types.keySet());
    for (int i = 0; i < names.size(); i++) {
      Name name = names.get(i);
      Set<Integer> shown = new TreeSet<>(types.getOrDefault(name, new TreeSet<>()));
      shown.addAll(List.of(Type.RRSIG, Type.NSEC));
      chain.add(
          new NSECRecord(
              name,
              DClass.IN,
              of.zone().negativeSoa().getTTL(),
              names.get((i + 1) % names.size()),
              shown.stream().mapToInt(Integer::intValue).toArray()));
    }
    return chain;
  }
}
