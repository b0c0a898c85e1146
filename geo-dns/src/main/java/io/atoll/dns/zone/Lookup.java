package io.atoll.dns.zone;

import java.util.List;
import org.xbill.DNS.Record;

/** What a zone has for a name and a type. */
public sealed interface Lookup {

  /**
   * Static records.
   *
   * @param additional addresses of name servers among the answers
   */
  record Found(List<Record> answer, List<Record> additional) implements Lookup {}

  /** An address of a routed name: who asks decides. */
  record Routed() implements Lookup {}

  /** Any type of a name that has some: answered with as little as possible (RFC 8482). */
  record AnyType() implements Lookup {}

  /** The name exists, but has no records of the type. */
  record NoData() implements Lookup {}

  /** Neither the name nor anything below it exists. */
  record NoSuchName() implements Lookup {}
}
