package io.atoll.dns.wire;

import io.atoll.dns.wire.QuickHandler.Match;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Type;

/**
 * Replies from what was rendered ahead, patched with the query's id, question, and subnet. For use
 * by one thread, and without allocation.
 */
public final class QuickReplies {
  /** The query is for the general path. */
  static final int NONE = -1;

  private static final int OPT_LENGTH = 11;
  private static final int SUBNET_OPTION_LENGTH = 8;

  private final QuickHandler answers;
  private final int udpPayloadMax;
  private final QuickQuery query = new QuickQuery();
  private final Match match = new Match();

  QuickReplies(QuickHandler answers, int udpPayloadMax) {
    this.answers = answers;
    this.udpPayloadMax = udpPayloadMax;
  }

  /** Where the sender is set before each {@link #reply}. */
  QuickQuery query() {
    return query;
  }

  /** The rcode of the last reply. */
  int rcode() {
    Prepared last = match.prepared();
    return last == null ? 0 : last.rcode();
  }

  /**
   * Writes the reply to a datagram.
   *
   * @return its length, or {@link #NONE}
   */
  int reply(byte[] message, int length, byte[] out) {
    if (!query.read(message, length) || !answers.find(query, match)) {
      return NONE;
    }
    @Nullable Prepared prepared = match.prepared();
    int questionEnd = query.nameEnd() + 4;
    if (prepared == null || questionEnd + prepared.length() + optLength() > sizeMax()) {
      return NONE;
    }
    System.arraycopy(message, 0, out, 0, 2);
    System.arraycopy(
        message,
        QuickQuery.HEADER_LENGTH,
        out,
        QuickQuery.HEADER_LENGTH,
        questionEnd - QuickQuery.HEADER_LENGTH);
    int end = prepared.write(query, out, questionEnd);
    return query.hasEdns() ? writeOpt(out, end) : end;
  }

  private int sizeMax() {
    return query.hasEdns()
        ? Math.clamp(query.payloadSize(), ReplyWriter.PLAIN_PAYLOAD, udpPayloadMax)
        : ReplyWriter.PLAIN_PAYLOAD;
  }

  private int optLength() {
    return !query.hasEdns()
        ? 0
        : query.subnetAt() == 0
            ? OPT_LENGTH
            : OPT_LENGTH + SUBNET_OPTION_LENGTH + (query.subnetLength() + 7) / 8;
  }

  private int writeOpt(byte[] out, int at) {
    out[at] = 0;
    Prepared.put16(out, at + 1, Type.OPT);
    Prepared.put16(out, at + 3, udpPayloadMax);
    Prepared.put16(out, at + 5, 0);
    Prepared.put16(out, at + 7, query.dnssecOk() ? Edns.DNSSEC_OK : 0);
    int options = optLength() - OPT_LENGTH;
    Prepared.put16(out, at + 9, options);
    if (options > 0) {
      int option = at + OPT_LENGTH;
      Prepared.put16(out, option, EDNSOption.Code.CLIENT_SUBNET);
      Prepared.put16(out, option + 2, options - 4);
      System.arraycopy(query.message(), query.subnetAt(), out, option + 4, options - 4);
      out[option + 7] = (byte) match.scope();
    }
    return at + OPT_LENGTH + options;
  }
}
