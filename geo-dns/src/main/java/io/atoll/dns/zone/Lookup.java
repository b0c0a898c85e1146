package io.atoll.dns.zone;

import java.util.List;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Record;

/** What a zone has for a name and a type (RFC 1034 section 4.3.2). */
public sealed interface Lookup {

  /** One record set, its owner as it stands in the zone: of a wildcard, the wildcard. */
  record Found(List<Record> records) implements Lookup {}

  /** A record set whose addresses depend on who asks. */
  record Routed(RoutedSet set) implements Lookup {}

  /** The name stands for another one, which may lie outside. */
  record Alias(CNAMERecord alias) implements Lookup {}

  /** The name is another server's matter. */
  record Delegated(Delegation delegation) implements Lookup {}

  /**
   * The name exists, but has no records of the type.
   *
   * @param types those that it has
   */
  record NoData(Set<Integer> types) implements Lookup {}

  /** Neither the name nor anything below it exists, and no wildcard stands for it. */
  record NoSuchName() implements Lookup {}
}
