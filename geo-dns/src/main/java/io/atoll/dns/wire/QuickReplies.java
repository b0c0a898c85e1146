package io.atoll.dns.wire;

import io.atoll.dns.geo.Network.Family;
import io.atoll.dns.guard.Cookies;
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
  private static final int OPTION_HEADER_LENGTH = 4;
  private static final int SUBNET_OPTION_LENGTH = 8;
  private static final int COOKIE_LENGTH = Cookies.CLIENT_BYTES + Cookies.SERVER_BYTES;

  private final QuickHandler answers;
  private final int udpPayloadMax;
  private final Cookies cookies;
  private final QuickQuery query = new QuickQuery();
  private final Match match = new Match();

  QuickReplies(QuickHandler answers, int udpPayloadMax, Cookies cookies) {
    this.answers = answers;
    this.cookies = cookies;
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

  /** How much of the client's subnet decided the last reply. */
  int scope() {
    return match.scope();
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
    if (!query.hasEdns()) {
      return 0;
    }
    int cookie = query.cookieAt() == 0 ? 0 : OPTION_HEADER_LENGTH + COOKIE_LENGTH;
    return OPT_LENGTH + subnetOptionLength() + cookie;
  }

  private int subnetOptionLength() {
    return query.subnetAt() == 0 ? 0 : SUBNET_OPTION_LENGTH + (query.subnetLength() + 7) / 8;
  }

  /** Whether the sender of the last query showed a cookie that it has from here. */
  boolean isSenderProved() {
    return query.cookieAt() != 0
        && cookies.isValid(
            query.message(),
            query.cookieAt(),
            query.cookieLength(),
            query.senderFamily() == Family.IPV4,
            query.senderHigh(),
            query.senderLow());
  }

  private int writeOpt(byte[] out, int at) {
    out[at] = 0;
    Prepared.put16(out, at + 1, Type.OPT);
    Prepared.put16(out, at + 3, udpPayloadMax);
    Prepared.put16(out, at + 5, 0);
    Prepared.put16(out, at + 7, query.dnssecOk() ? Edns.DNSSEC_OK : 0);
    int end = at + optLength();
    Prepared.put16(out, at + 9, end - at - OPT_LENGTH);
    int option = at + OPT_LENGTH;
    if (query.subnetAt() != 0) {
      writeSubnet(out, option);
      option += subnetOptionLength();
    }
    if (query.cookieAt() != 0) {
      writeCookie(out, option);
    }
    return end;
  }

  private void writeSubnet(byte[] out, int at) {
    int length = subnetOptionLength() - OPTION_HEADER_LENGTH;
    Prepared.put16(out, at, EDNSOption.Code.CLIENT_SUBNET);
    Prepared.put16(out, at + 2, length);
    System.arraycopy(query.message(), query.subnetAt(), out, at + OPTION_HEADER_LENGTH, length);
    out[at + 7] = (byte) match.scope();
  }

  private void writeCookie(byte[] out, int at) {
    int data = at + OPTION_HEADER_LENGTH;
    Prepared.put16(out, at, EDNSOption.Code.COOKIE);
    Prepared.put16(out, at + 2, COOKIE_LENGTH);
    System.arraycopy(query.message(), query.cookieAt(), out, data, Cookies.CLIENT_BYTES);
    cookies.write(
        query.message(),
        query.cookieAt(),
        query.senderFamily() == Family.IPV4,
        query.senderHigh(),
        query.senderLow(),
        out,
        data + Cookies.CLIENT_BYTES);
  }
}
