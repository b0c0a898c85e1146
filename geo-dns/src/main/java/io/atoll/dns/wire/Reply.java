package io.atoll.dns.wire;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * What is answered to a query, before it is fitted to the client.
 *
 * @param rcode possibly an extended one
 * @param authoritative whether the AA bit is set
 * @param scope how many bits of the client's subnet the answer depends on; 0 if it is the same for
 *     everybody (RFC 7871 section 7.2.1)
 * @param extended what lies behind the rcode
 */
public record Reply(
    int rcode,
    boolean authoritative,
    List<Record> answer,
    List<Record> authority,
    List<Record> additional,
    int scope,
    ExtendedError extended) {
  public Reply {
    answer = List.copyOf(answer);
    authority = List.copyOf(authority);
    additional = List.copyOf(additional);
  }

  /** An answer that is the same for everybody. */
  public static Reply answer(List<Record> answer, List<Record> additional) {
    return new Reply(Rcode.NOERROR, true, answer, List.of(), additional, 0, ExtendedError.NONE);
  }

  /**
   * NXDOMAIN, or NODATA with NOERROR: both carry the zone's SOA (RFC 2308).
   *
   * @param aliases that lead to the name of which there is nothing
   */
  public static Reply negative(int rcode, List<Record> aliases, Record soa) {
    return new Reply(rcode, true, aliases, List.of(soa), List.of(), 0, ExtendedError.NONE);
  }

  /** Where to ask further about a name that is another server's matter (RFC 1034 section 4.2.1). */
  public static Reply referral(List<Record> servers, List<Record> glue) {
    return new Reply(Rcode.NOERROR, false, List.of(), servers, glue, 0, ExtendedError.NONE);
  }

  /** A refusal or failure. */
  public static Reply error(int rcode) {
    return error(rcode, ExtendedError.NONE);
  }

  /** The same with other records. */
  public Reply with(List<Record> otherAnswer, List<Record> otherAuthority) {
    return new Reply(
        rcode, authoritative, otherAnswer, otherAuthority, additional, scope, extended);
  }

  /** The same with another rcode. */
  public Reply withRcode(int other) {
    return new Reply(other, authoritative, answer, authority, additional, scope, extended);
  }

  /** The same for a client's subnet, of which so many bits decided. */
  public Reply within(int bits) {
    return new Reply(rcode, authoritative, answer, authority, additional, bits, extended);
  }

  /** The same with each owner name that equals one replaced by another. */
  public Reply renamed(Name from, Name to) {
    return new Reply(
        rcode,
        authoritative,
        renamed(answer, from, to),
        renamed(authority, from, to),
        additional,
        scope,
        extended);
  }

  private static List<Record> renamed(List<Record> records, Name from, Name to) {
    return records.stream()
        .map(record -> record.getName().equals(from) ? record.withName(to) : record)
        .toList();
  }

  /** A refusal or failure, and why. */
  public static Reply error(int rcode, ExtendedError extended) {
    return new Reply(rcode, false, List.of(), List.of(), List.of(), 0, extended);
  }
}
