package io.atoll.dns.zone;

import io.atoll.dns.sign.Denial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** What makes records a zone. Every breach is found, not just the first. */
final class ZoneRules {
  /** Rendered, they take some hundred bytes each. */
  static final int NAMES_MAX = 1_000_000;

  /** More make no message that people read. */
  private static final int BREACHES_MAX = 20;

  /** Made by this server. */
  private static final Set<Integer> MADE_HERE =
      Set.of(
          Type.RRSIG, Type.NSEC, Type.NSEC3, Type.NSEC3PARAM, Type.DNSKEY, Type.CDS, Type.CDNSKEY);

  private final Name apex;
  private final List<String> breaches = new ArrayList<>();

  private ZoneRules(Name apex) {
    this.apex = apex;
  }

  /**
   * @throws IllegalArgumentException if they are no zone
   */
  static void check(Name apex, Map<Name, SortedMap<Integer, List<Record>>> sets, Set<Name> routed) {
    ZoneRules rules = new ZoneRules(apex);
    rules.checkApex(sets.getOrDefault(apex, Collections.emptySortedMap()));
    sets.forEach((name, own) -> rules.checkName(name, own, routed.contains(name)));
    if (sets.size() > NAMES_MAX) {
      rules.breaches.add("%d names are more than %d".formatted(sets.size(), NAMES_MAX));
    }
    if (!rules.breaches.isEmpty()) {
      throw new IllegalArgumentException(
          "zone %s: %s"
              .formatted(
                  apex, String.join("; ", rules.breaches.stream().limit(BREACHES_MAX).toList())));
    }
  }

  private void checkApex(Map<Integer, List<Record>> own) {
    int soas = own.getOrDefault(Type.SOA, List.of()).size();
    if (soas != 1) {
      breaches.add("the apex has %d SOA records; give it one".formatted(soas));
    }
    if (!own.containsKey(Type.NS)) {
      breaches.add("the apex has no NS record; name at least one server");
    }
  }

  private void checkName(Name name, Map<Integer, List<Record>> own, boolean routed) {
    if (name.length() > Denial.NAME_LENGTH_MAX) {
      breaches.add(
          "%s is longer than %d bytes; shorten it".formatted(name, Denial.NAME_LENGTH_MAX));
    }
    if (!name.subdomain(apex)) {
      breaches.add("'%s' is not a name within it".formatted(name));
    }
    // RFC 2181 section 10.1.
    if (own.containsKey(Type.CNAME) && (own.size() > 1 || own.get(Type.CNAME).size() > 1)) {
      breaches.add("%s has a CNAME and something else; drop one".formatted(name));
    }
    if (routed
        && (own.containsKey(Type.A) || own.containsKey(Type.AAAA) || own.containsKey(Type.CNAME))) {
      breaches.add(
          "%s is routed and has addresses of its own; drop one of the two".formatted(name));
    }
    own.forEach((type, set) -> checkSet(name, type, set));
  }

  private void checkSet(Name name, int type, List<Record> set) {
    if (MADE_HERE.contains(type)) {
      breaches.add(
          "%s has a record of type %s, which is made here; leave it out"
              .formatted(name, Type.string(type)));
    }
    if (type == Type.DNAME) {
      breaches.add(
          "%s has a DNAME, which is not served (RFC 6672); give each name below it a CNAME"
              .formatted(name));
    }
    if (type == Type.SOA && !name.equals(apex)) {
      breaches.add("%s has an SOA, but is not the apex".formatted(name));
    }
    // RFC 2181 section 5.2.
    if (set.stream().mapToLong(Record::getTTL).distinct().count() > 1) {
      breaches.add(
          "the %s records of %s have different TTLs; give them one"
              .formatted(Type.string(type), name));
    }
    if (set.stream().anyMatch(record -> record.getDClass() != DClass.IN)) {
      breaches.add("%s has a record of another class than IN".formatted(name));
    }
  }
}
