package io.atoll.dns.answer;

import io.atoll.dns.wire.Query;
import io.atoll.dns.wire.Reply;
import java.util.List;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The answer to those who ask for the record by which absence is proved: every name has one, which
 * says so of itself, so that to deny it would be bogus (RFC 4035 section 3.1).
 */
final class AskedProof {
  private AskedProof() {}

  /** The reply, in which the proof is no proof of its own absence. */
  static Reply shown(Reply reply, Query query) {
    if (query.type() != Type.NSEC
        || !query.wantsSignatures()
        || reply.rcode() != Rcode.NOERROR
        || !reply.authoritative()
        || !reply.answer().isEmpty()) {
      return reply;
    }
    List<Record> proof =
        reply.authority().stream().filter(record -> isProof(record, query)).toList();
    return proof.isEmpty() ? reply : reply.with(proof, List.of());
  }

  private static boolean isProof(Record record, Query query) {
    int type =
        record instanceof RRSIGRecord signature ? signature.getTypeCovered() : record.getType();
    return type == Type.NSEC && record.getName().equals(query.name());
  }
}
