package io.atoll.dns.answer;

import io.atoll.dns.sign.Denial;
import io.atoll.dns.wire.Reply;
import io.atoll.dns.zone.Delegation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A reply before it is rendered.
 *
 * @param plain as clients get it that don't ask for signatures
 * @param proved as those do that ask, before it is signed: what it denies, it proves
 */
record Draft(Reply plain, Reply proved) {
  static Draft of(Reply reply) {
    return new Draft(reply, reply);
  }

  /** A referral: the other zone's keys, or the proof that it has none (RFC 4035 section 3.1.4). */
  static Draft referral(Delegation to, long negativeTtl) {
    Reply plain = Reply.referral(to.servers(), to.glue());
    List<Record> keys =
        to.keys().isEmpty()
            ? List.of(Denial.noData(to.name(), Set.of(Type.NS), Type.DS, negativeTtl))
            : to.keys();
    return new Draft(plain, plain.with(List.of(), joined(to.servers(), keys)));
  }

  /**
   * A name without records of a type.
   *
   * @param aliases that lead to it
   * @param types those that it has
   */
  static Draft noData(
      List<Record> aliases, Record soa, Name name, Collection<Integer> types, int asked) {
    Reply plain = Reply.negative(Rcode.NOERROR, aliases, soa);
    Record proof = Denial.noData(name, types, asked, soa.getTTL());
    return new Draft(plain, plain.with(aliases, List.of(soa, proof)));
  }

  /** A name that isn't there: to those who ask for a proof, one without records (RFC 9824). */
  static Draft noSuchName(List<Record> aliases, Record soa, Name name) {
    Record proof = Denial.noSuchName(name, soa.getTTL());
    return new Draft(
        Reply.negative(Rcode.NXDOMAIN, aliases, soa),
        Reply.negative(Rcode.NOERROR, aliases, soa).with(aliases, List.of(soa, proof)));
  }

  private static List<Record> joined(List<Record> first, List<Record> then) {
    List<Record> joined = new ArrayList<>(first);
    joined.addAll(then);
    return joined;
  }
}
