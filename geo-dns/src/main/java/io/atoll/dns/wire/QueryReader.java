package io.atoll.dns.wire;

import io.atoll.dns.wire.Incoming.Accepted;
import io.atoll.dns.wire.Incoming.CookieOnly;
import io.atoll.dns.wire.Incoming.Ignored;
import io.atoll.dns.wire.Incoming.Rejected;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;

/**
 * Reads a message as a query (RFC 1035 section 4, RFC 6891). Never throws: whatever arrives is
 * accepted, rejected or ignored.
 *
 * <p>Written out here instead of taken from dnsjava because rejecting needs to know how far a
 * malformed message could be understood, and because a query needs only a small part of the format.
 */
public final class QueryReader {
  private static final int HEADER_LENGTH = 12;

  /** When it was signed, and by how much that may be wrong. */
  private static final int SIGNED_TIME_LENGTH = 8;

  private static final int ORIGINAL_ID_AND_ERROR_LENGTH = 4;
  private static final Ignored IGNORED = new Ignored();

  private final DNSInput in;
  private final Header header;
  private @Nullable Query query;

  private QueryReader(DNSInput in, Header header) {
    this.in = in;
    this.header = header;
  }

  public static Incoming read(byte[] message) {
    if (message.length < HEADER_LENGTH) {
      return IGNORED;
    }
    Header header = new Header(unsigned16(message, 0), unsigned16(message, 2));
    if (header.isResponse()) {
      return IGNORED;
    }
    if (header.opcode() != Opcode.QUERY) {
      return new Rejected(header, Rcode.NOTIMP, null);
    }
    DNSInput in = new DNSInput(message);
    in.jump(4);
    return new QueryReader(in, header).read();
  }

  private static int unsigned16(byte[] bytes, int offset) {
    return ((bytes[offset] & 0xff) << 8) | (bytes[offset + 1] & 0xff);
  }

  private Incoming read() {
    try {
      int questions = in.readU16();
      int answersAndAuthority = in.readU16() + in.readU16();
      int additional = in.readU16();
      if (questions == 0 && answersAndAuthority == 0) {
        return cookieOnly(additional);
      }
      // RFC 9619: any other query asks exactly one question.
      if (questions != 1) {
        return rejected(Rcode.FORMERR);
      }
      Query asked = new Query(header, new Name(in), in.readU16(), in.readU16(), /* edns= */ null);
      query = asked;
      for (int i = 0; i < answersAndAuthority; i++) {
        skipRecord();
      }
      readAdditional(asked, additional);
      return in.remaining() > 0 ? rejected(Rcode.FORMERR) : accepted();
    } catch (WireParseException | IllegalArgumentException e) {
      // The sender's fault, and told to the sender; the kind of error is counted by its rcode.
      return rejected(Rcode.FORMERR);
    }
  }

  /** Read as if it asked for something, so that the rest is read as that of any query. */
  private Incoming cookieOnly(int additional) throws WireParseException {
    Edns edns;
    try {
      Query asked = new Query(header, Name.root, Type.NS, DClass.IN, /* edns= */ null);
      query = asked;
      readAdditional(asked, additional);
      edns = query.edns();
    } finally {
      query = null;
    }
    return edns != null && edns.cookie() != null && in.remaining() == 0
        ? new CookieOnly(header, edns)
        : rejected(Rcode.FORMERR);
  }

  private Rejected rejected(int rcode) {
    return new Rejected(header, rcode, query);
  }

  private Incoming accepted() {
    Query read = query;
    if (read == null) {
      throw new IllegalStateException("expected a question, but none was read");
    }
    return read.edns() != null && read.edns().version() > Edns.VERSION
        ? rejected(Rcode.BADVERS)
        : new Accepted(read);
  }

  private void skipRecord() throws WireParseException {
    new Name(in);
    int type = in.readU16();
    if (type == Type.OPT || type == Type.TSIG) {
      throw new WireParseException("OPT or TSIG outside the additional section");
    }
    in.readU16();
    in.readU32();
    in.readByteArray(in.readU16());
  }

  private void readAdditional(Query asked, int count) throws WireParseException {
    for (int left = count - 1; left >= 0; left--) {
      readAdditional(asked, left == 0);
    }
  }

  private void readAdditional(Query asked, boolean isLast) throws WireParseException {
    Name owner = new Name(in);
    int type = in.readU16();
    int dnsClass = in.readU16();
    long ttl = in.readU32();
    byte[] data = in.readByteArray(in.readU16());
    if (type == Type.OPT) {
      readEdns(asked, owner, dnsClass, ttl, data);
    } else if (type == Type.TSIG) {
      checkSignature(isLast && dnsClass == DClass.ANY && ttl == 0, data);
    }
  }

  /**
   * RFC 8945 sections 4.2 and 5.2: it comes last. Whose it is and whether it is right, is told
   * elsewhere.
   */
  private static void checkSignature(boolean isInPlace, byte[] data) throws WireParseException {
    DNSInput in = new DNSInput(data);
    new Name(in);
    in.readByteArray(SIGNED_TIME_LENGTH);
    in.readByteArray(in.readU16());
    in.readByteArray(ORIGINAL_ID_AND_ERROR_LENGTH);
    in.readByteArray(in.readU16());
    if (!isInPlace || in.remaining() > 0) {
      throw new WireParseException("a signature that is not the last record, or of no such form");
    }
  }

  /** RFC 6891 section 6.1.2: class carries the payload size, TTL the version and the flags. */
  private void readEdns(Query asked, Name owner, int dnsClass, long ttl, byte[] options)
      throws WireParseException {
    Query before = query;
    if (!owner.equals(Name.root) || (before != null && before.edns() != null)) {
      throw new WireParseException("second OPT, or one of a name that is not the root");
    }
    int version = (int) ((ttl >> 16) & 0xff);
    // Kept before the options are read, so that a rejection over them still speaks EDNS.
    Edns plain = Edns.plain(version, dnsClass, (int) ttl & Edns.FLAGS);
    query = with(asked, plain);
    if (version == Edns.VERSION) {
      query = with(asked, withOptions(plain, options));
    }
  }

  private static Query with(Query query, Edns edns) {
    return new Query(query.header(), query.name(), query.type(), query.dnsClass(), edns);
  }

  /** Options that this server doesn't know are passed over (RFC 6891 section 6.1.2). */
  private static Edns withOptions(Edns plain, byte[] options) throws WireParseException {
    DNSInput in = new DNSInput(options);
    ClientSubnet subnet = null;
    ClientCookie cookie = null;
    boolean identity = false;
    boolean keepalive = false;
    boolean padding = false;
    while (in.remaining() > 0) {
      int code = in.readU16();
      byte[] data = in.readByteArray(in.readU16());
      switch (code) {
        case EDNSOption.Code.CLIENT_SUBNET -> {
          if (subnet != null) {
            throw new WireParseException("second client subnet");
          }
          subnet = ClientSubnet.read(data);
        }
        // RFC 7873 section 5.2: of several, the first counts.
        case EDNSOption.Code.COOKIE -> cookie = cookie == null ? ClientCookie.read(data) : cookie;
        // RFC 5001 section 2.1: whatever a query carries in it is ignored.
        case EDNSOption.Code.NSID -> identity = true;
        case EDNSOption.Code.TCP_KEEPALIVE -> {
          // RFC 7828 section 3.2.1: a client names no time.
          if (data.length > 0) {
            throw new WireParseException("a keepalive of the client's choice");
          }
          keepalive = true;
        }
        case Padding.CODE -> padding = true;
        default -> {}
      }
    }
    return new Edns(
        plain.version(),
        plain.payloadSize(),
        plain.dnssecOk(),
        plain.compactOk(),
        subnet,
        cookie,
        identity,
        keepalive,
        padding);
  }
}
