package io.atoll.dns.wire;

import java.util.List;
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

  /** An answer that depends on where the client is. */
  public static Reply routed(List<Record> answer, int scope) {
    return new Reply(Rcode.NOERROR, true, answer, List.of(), List.of(), scope, ExtendedError.NONE);
  }

  /** NXDOMAIN, or NODATA with NOERROR: both carry the zone's SOA (RFC 2308). */
  public static Reply negative(int rcode, Record soa) {
    return new Reply(rcode, true, List.of(), List.of(soa), List.of(), 0, ExtendedError.NONE);
  }

  /** A refusal or failure. */
  public static Reply error(int rcode) {
    return error(rcode, ExtendedError.NONE);
  }

  /** A refusal or failure, and why. */
  public static Reply error(int rcode, ExtendedError extended) {
    return new Reply(rcode, false, List.of(), List.of(), List.of(), 0, extended);
  }
}
