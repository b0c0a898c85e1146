package io.atoll.dns.answer;

import io.atoll.dns.sign.Denial;
import io.atoll.dns.sign.ZoneSigner;
import io.atoll.dns.wire.ExtendedError;
import io.atoll.dns.wire.Prepared;
import io.atoll.dns.wire.Query;
import io.atoll.dns.wire.Reply;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/** Signs what can't be signed ahead, because it depends on a name that isn't in the zone. */
final class OnDemand {
  private OnDemand() {}

  /**
   * The signed reply; SERVFAIL if too many signatures are asked for just now.
   *
   * @param reply of the wildcard that stands for the name, already by that name; or that the name
   *     isn't there
   * @param entry the nearest name above
   */
  static Reply sign(Reply reply, Query query, Entry entry, SeenNames seen) {
    ZoneSigner signer = entry.of().signer();
    Name name = query.name();
    if (signer == null || name.length() > Denial.NAME_LENGTH_MAX) {
      return Reply.error(Rcode.SERVFAIL, ExtendedError.NOT_SIGNED);
    }
    boolean missing = reply.rcode() == Rcode.NXDOMAIN && reply.answer().isEmpty();
    Reply proved = missing ? denied(reply, name) : reply;
    return signer
        .signOnDemand(proved, name)
        .map(signed -> {
          if (missing) {
            seen.put(name, Prepared.of(signed, name, true));
          }
          return missing && query.wantsNameErrors() ? signed.withRcode(Rcode.NXDOMAIN) : signed;
        })
        .orElseGet(() -> Reply.error(Rcode.SERVFAIL, ExtendedError.NOT_SIGNED));
  }

  private static Reply denied(Reply reply, Name name) {
    Record soa = reply.authority().getFirst();
    return Draft.noSuchName(List.of(), soa, name).proved();
  }
}
