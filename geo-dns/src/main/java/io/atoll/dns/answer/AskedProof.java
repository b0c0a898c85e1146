package io.atoll.dns.answer;

import io.atoll.dns.sign.Denial;
import io.atoll.dns.sign.ZoneSigner;
import io.atoll.dns.wire.ExtendedError;
import io.atoll.dns.wire.Query;
import io.atoll.dns.wire.Reply;
import io.atoll.dns.zone.Lookup;
import io.atoll.dns.zone.Zone;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The answer to those who ask for the record by which absence is proved, or for signatures. Every
 * name of a signed zone has both, an alias beside its CNAME too (RFC 2181 section 10.1, RFC 4034
 * sections 3 and 4), so that they are neither looked for where an alias leads nor denied: a proof
 * says of itself that it is there.
 *
 * <p>Of signatures there are those of that record. Like a question of any type, one of this type
 * may be answered by some of what there is (RFC 8482), and all of them would depend on who asks.
 */
final class AskedProof {
  private AskedProof() {}

  static boolean isAsked(int type) {
    return type == Type.NSEC || type == Type.RRSIG;
  }

  /**
   * The reply; empty if the question is to be answered as of any other type: below a cut, and of
   * names that aren't there for those who are told just that.
   *
   * @param signer of the zone
   */
  static Optional<Reply> reply(Zone zone, ZoneSigner signer, Query query) {
    return proof(zone, query).map(proof -> shown(proof, signer, query));
  }

  private static Optional<NSECRecord> proof(Zone zone, Query query) {
    Name name = query.name();
    if (name.length() > Denial.NAME_LENGTH_MAX) {
      return Optional.empty();
    }
    long ttl = zone.negativeSoa().getTTL();
    return switch (zone.find(name, Composer.NO_TYPE)) {
      case Lookup.NoData(Set<Integer> types) -> Optional.of(of(name, types, ttl));
      case Lookup.Alias _ -> Optional.of(of(name, Set.of(Type.CNAME), ttl));
      case Lookup.NoSuchName _ ->
          query.wantsSignatures() && !query.wantsNameErrors()
              ? Optional.of(Denial.noSuchName(name, ttl))
              : Optional.empty();
      case Lookup.Delegated _ -> Optional.empty();
      case Lookup.Found _, Lookup.Routed _ ->
          throw new IllegalStateException("expected no record of no type at " + name);
    };
  }

  private static NSECRecord of(Name name, Set<Integer> types, long ttl) {
    return Denial.noData(name, types, Composer.NO_TYPE, ttl);
  }

  private static Reply shown(NSECRecord proof, ZoneSigner signer, Query query) {
    Reply bare = Reply.answer(List.of(proof), List.of());
    Optional<Reply> shown =
        query.type() == Type.RRSIG
            ? signer
                .signOnDemand(bare, query.name())
                .map(signed -> signed.with(signatures(signed.answer()), List.of()))
            : query.wantsSignatures() ? signer.signOnDemand(bare, query.name()) : Optional.of(bare);
    return shown
        // In the client's own upper and lower case.
        .map(reply -> reply.renamed(query.name(), query.name()))
        .orElseGet(() -> Reply.error(Rcode.SERVFAIL, ExtendedError.NOT_SIGNED));
  }

  private static List<Record> signatures(List<Record> records) {
    return records.stream().filter(record -> record.getType() == Type.RRSIG).toList();
  }
}
