package io.atoll.dns.wire;

import io.atoll.dns.geo.Network;
import io.atoll.dns.guard.Guard;
import io.atoll.dns.wire.Incoming.CookieOnly;
import io.atoll.dns.wire.Incoming.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * Fits a reply to the client that asked: its id, name and case, EDNS if it speaks it, and no more
 * bytes than it takes. A reply that doesn't fit loses whole record sets and gains the TC bit, so
 * that the client asks again over TCP (RFC 2181 section 9).
 */
public final class ReplyWriter {
  /** What a UDP client without EDNS takes (RFC 1035 section 4.2.1). */
  static final int PLAIN_PAYLOAD = 512;

  private static final int TCP_PAYLOAD = 65_535;

  private final int udpPayloadMax;
  private final Guard guard;
  private final EDNSOption keepalive;
  private final Optional<EDNSOption> identity;

  /**
   * @param identity what clients are told that ask which server answers (RFC 5001)
   */
  public ReplyWriter(WireLimits limits, Optional<String> identity, Guard guard) {
    this.guard = guard;
    this.udpPayloadMax = limits.udpPayload();
    this.keepalive = keepalive(limits.tcpIdle());
    this.identity =
        identity.map(name ->
            new GenericEDNSOption(EDNSOption.Code.NSID, name.getBytes(StandardCharsets.UTF_8)));
  }

  /** RFC 7828 section 3.1: in units of 100 milliseconds, 16 bits of them. */
  private static EDNSOption keepalive(Duration idle) {
    int units = (int) Math.min(idle.toMillis() / 100, 0xffff);
    return new GenericEDNSOption(
        EDNSOption.Code.TCP_KEEPALIVE, new byte[] {(byte) (units >> 8), (byte) units});
  }

  int udpPayloadMax() {
    return udpPayloadMax;
  }

  byte[] write(Query query, Reply reply, Network sender, Transport transport) {
    Message message = message(query.header(), query, query.edns(), reply, sender, transport);
    return message.toWire(sizeMax(query, transport));
  }

  /** What is said to a client that only wants a cookie (RFC 7873 sections 5.2.3 to 5.2.5). */
  int rcode(CookieOnly only, Network sender) {
    ClientCookie cookie = only.edns().cookie();
    return cookie != null && cookie.isOutdated(sender, guard.cookies())
        ? Rcode.BADCOOKIE
        : Rcode.NOERROR;
  }

  /** The cookie, and nothing else. */
  byte[] write(CookieOnly only, int rcode, Network sender, Transport transport) {
    Message message =
        message(
            only.header(), /* query= */ null, only.edns(), Reply.error(rcode), sender, transport);
    return message.toWire(PLAIN_PAYLOAD);
  }

  /** An error, with the question if it could be read. Never longer than what was received. */
  byte[] write(Rejected rejected, Network sender, Transport transport) {
    Query query = rejected.query();
    Message message =
        message(
            rejected.header(),
            query,
            query == null ? null : query.edns(),
            Reply.error(rejected.rcode()),
            sender,
            transport);
    return message.toWire(sizeMax(rejected, transport));
  }

  /** How long a reply may be. */
  int sizeMax(Incoming incoming, Transport transport) {
    Query query =
        switch (incoming) {
          case Incoming.Accepted(Query accepted) -> accepted;
          case Rejected rejected -> rejected.query();
          case CookieOnly _, Incoming.Ignored _ -> null;
        };
    return query == null ? PLAIN_PAYLOAD : sizeMax(query, transport);
  }

  private int sizeMax(Query query, Transport transport) {
    return switch (transport) {
      case TCP, TLS -> TCP_PAYLOAD;
      case UDP ->
          query.edns() == null
              ? PLAIN_PAYLOAD
              : Math.clamp(query.edns().payloadSize(), PLAIN_PAYLOAD, udpPayloadMax);
    };
  }

  private Message message(
      Header header,
      @Nullable Query query,
      @Nullable Edns edns,
      Reply reply,
      Network sender,
      Transport transport) {
    Message message = new Message(header.id());
    setFlags(message, header.replyFlags(reply.authoritative(), reply.rcode()));
    if (query != null) {
      message.addRecord(
          Record.newRecord(query.name(), query.type(), query.dnsClass()), Section.QUESTION);
    }
    reply.answer().forEach(record -> message.addRecord(record, Section.ANSWER));
    reply.authority().forEach(record -> message.addRecord(record, Section.AUTHORITY));
    reply.additional().forEach(record -> message.addRecord(record, Section.ADDITIONAL));
    if (edns != null) {
      List<EDNSOption> options = options(edns, reply, sender, transport);
      if (edns.wantsPadding() && transport == Transport.TLS) {
        Message whole = message.clone();
        whole.addRecord(opt(edns, reply, options), Section.ADDITIONAL);
        options.add(Padding.of(whole.toWire(TCP_PAYLOAD).length));
      }
      message.addRecord(opt(edns, reply, options), Section.ADDITIONAL);
    }
    return message;
  }

  /** A reply has an OPT record exactly if the query has one (RFC 6891 section 6.1.1). */
  private OPTRecord opt(Edns edns, Reply reply, List<EDNSOption> options) {
    return new OPTRecord(udpPayloadMax, reply.rcode() >> 4, Edns.VERSION, edns.flags(), options);
  }

  private List<EDNSOption> options(Edns edns, Reply reply, Network sender, Transport transport) {
    List<EDNSOption> options = new ArrayList<>();
    ClientSubnet subnet = edns.clientSubnet();
    if (subnet != null) {
      options.add(subnet.reply(reply.scope()));
    }
    ClientCookie cookie = edns.cookie();
    if (cookie != null) {
      options.add(cookie.reply(sender, guard.cookies()));
    }
    if (edns.wantsIdentity()) {
      identity.ifPresent(options::add);
    }
    if (edns.wantsKeepalive() && transport != Transport.UDP) {
      options.add(keepalive);
    }
    if (reply.extended() != ExtendedError.NONE) {
      options.add(reply.extended().option());
    }
    return options;
  }

  private static void setFlags(Message message, int flags) {
    org.xbill.DNS.Header header = message.getHeader();
    header.setOpcode((flags >> 11) & 0xf);
    header.setRcode(flags & 0xf);
    for (int bit = 0; bit < 16; bit++) {
      boolean isFlag = bit == 0 || (bit >= 5 && bit <= 11);
      if (isFlag && (flags & (0x8000 >> bit)) != 0) {
        header.setFlag(bit);
      }
    }
  }
}
