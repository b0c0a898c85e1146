package io.atoll.dns.wire;

import io.atoll.dns.geo.Network;
import io.atoll.dns.geo.Network.Family;
import io.atoll.dns.guard.Cookies;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Type;

/**
 * The plain kind of query, which nearly all are: one question of class IN, at most an OPT record,
 * in it at most a client subnet and options that a server may pass over. One object reads many, one
 * after the other, and allocates nothing.
 *
 * <p>What it doesn't take is not wrong: it is for {@link QueryReader}, which knows everything.
 */
public final class QuickQuery {
  static final int HEADER_LENGTH = 12;
  private static final int LABEL_MAX = 63;
  private static final int NAME_MAX = 255;

  /** Root name, type, class, TTL and length of data. */
  private static final int OPT_LENGTH = 11;

  private static final int OPTION_HEADER_LENGTH = 4;
  private static final int SUBNET_HEADER_LENGTH = 4;

  /** QR, opcode, and the bits that no query needs: AA, TC, RA, Z. */
  private static final int UNUSUAL_FLAGS = 0xfec0;

  private byte[] message = new byte[0];
  private int nameEnd;
  private int type;
  private boolean edns;
  private int payloadSize;
  private boolean dnssecOk;
  private int cookieAt;
  private int cookieLength;
  private int subnetAt;
  private int subnetLength;
  private @Nullable Family family;
  private long high;
  private long low;
  private Family senderFamily = Family.IPV4;
  private long senderHigh;
  private long senderLow;

  /** Says who sent what is read next. */
  void from(Family family, long addressHigh, long addressLow) {
    senderFamily = family;
    senderHigh = addressHigh;
    senderLow = addressLow;
  }

  /** Reads a message; false if it is for {@link QueryReader}. */
  boolean read(byte[] bytes, int length) {
    message = bytes;
    edns = false;
    dnssecOk = false;
    cookieAt = 0;
    subnetAt = 0;
    family = null;
    if (length < HEADER_LENGTH
        || (u16(2) & UNUSUAL_FLAGS) != 0
        || u16(4) != 1
        || u16(6) != 0
        || u16(8) != 0
        || u16(10) > 1
        || !readQuestion(length)) {
      return false;
    }
    int end = nameEnd + 4;
    return u16(10) == 0 ? end == length : readOpt(end, length);
  }

  private boolean readQuestion(int length) {
    int at = HEADER_LENGTH;
    while (at < length && message[at] != 0) {
      int label = message[at] & 0xff;
      at += 1 + label;
      if (label > LABEL_MAX) {
        return false;
      }
    }
    nameEnd = at + 1;
    if (nameEnd + 4 > length || nameEnd - HEADER_LENGTH > NAME_MAX) {
      return false;
    }
    type = u16(nameEnd);
    return u16(nameEnd + 2) == DClass.IN;
  }

  /** RFC 6891 section 6.1.2. */
  private boolean readOpt(int at, int length) {
    if (at + OPT_LENGTH > length
        || message[at] != 0
        || u16(at + 1) != Type.OPT
        || message[at + 6] != Edns.VERSION
        || at + OPT_LENGTH + u16(at + 9) != length) {
      return false;
    }
    edns = true;
    payloadSize = u16(at + 3);
    dnssecOk = (u16(at + 7) & Edns.DNSSEC_OK) != 0;
    if ((u16(at + 7) & Edns.COMPACT_OK) != 0) {
      return false;
    }
    for (int option = at + OPT_LENGTH; option < length; ) {
      if (option + OPTION_HEADER_LENGTH > length) {
        return false;
      }
      int data = option + OPTION_HEADER_LENGTH;
      int size = u16(option + 2);
      if (data + size > length || !readOption(u16(option), data, size)) {
        return false;
      }
      option = data + size;
    }
    return true;
  }

  private boolean readOption(int code, int at, int size) {
    return switch (code) {
      case EDNSOption.Code.CLIENT_SUBNET -> subnetAt == 0 && readSubnet(at, size);
      case EDNSOption.Code.COOKIE -> cookieAt == 0 && readCookie(at, size);
      default -> !OptionCodes.isAnswered(code);
    };
  }

  private boolean readCookie(int at, int size) {
    cookieAt = at;
    cookieLength = size;
    return Cookies.isLength(size);
  }

  /** RFC 7871 section 6: as many address bytes as the prefix needs, no bit set beyond it. */
  private boolean readSubnet(int at, int size) {
    if (size < SUBNET_HEADER_LENGTH) {
      return false;
    }
    int number = u16(at);
    int prefix = message[at + 2] & 0xff;
    Family found = number == 1 ? Family.IPV4 : number == 2 ? Family.IPV6 : null;
    int bytes = (prefix + 7) / 8;
    if (found == null
        || message[at + 3] != 0
        || prefix > found.bits()
        || size != SUBNET_HEADER_LENGTH + bytes) {
      return false;
    }
    subnetAt = at;
    subnetLength = prefix;
    family = prefix == 0 ? null : found;
    high = bits(at + SUBNET_HEADER_LENGTH, Math.min(bytes, 8));
    low = bits(at + SUBNET_HEADER_LENGTH + 8, Math.max(0, bytes - 8));
    return (high & ~Network.highMask(prefix)) == 0 && (low & ~Network.lowMask(prefix)) == 0;
  }

  /** Left-aligned. */
  private long bits(int at, int count) {
    long bits = 0;
    for (int i = 0; i < count; i++) {
      bits |= (message[at + i] & 0xffL) << (56 - i * 8);
    }
    return bits;
  }

  private int u16(int at) {
    return ((message[at] & 0xff) << 8) | (message[at + 1] & 0xff);
  }

  byte[] message() {
    return message;
  }

  /** Where the name of the question begins, which is in wire format without pointers. */
  public int nameStart() {
    return HEADER_LENGTH;
  }

  /** Behind the zero byte that ends the name. */
  public int nameEnd() {
    return nameEnd;
  }

  /** The bytes that the name is in. */
  public byte[] nameBytes() {
    return message;
  }

  public int id() {
    return u16(0);
  }

  int flags() {
    return u16(2);
  }

  public int type() {
    return type;
  }

  boolean hasEdns() {
    return edns;
  }

  int payloadSize() {
    return payloadSize;
  }

  public boolean dnssecOk() {
    return dnssecOk;
  }

  /** Where the data of the cookie option begins, or 0 without one. */
  int cookieAt() {
    return cookieAt;
  }

  int cookieLength() {
    return cookieLength;
  }

  /** Where the data of the client subnet option begins, or 0 without one. */
  int subnetAt() {
    return subnetAt;
  }

  /** Of the client's subnet; null if there is none, or the client doesn't want to be known. */
  public @Nullable Family subnetFamily() {
    return family;
  }

  public int subnetLength() {
    return subnetLength;
  }

  public long subnetHigh() {
    return high;
  }

  public long subnetLow() {
    return low;
  }

  public Family senderFamily() {
    return senderFamily;
  }

  public long senderHigh() {
    return senderHigh;
  }

  public long senderLow() {
    return senderLow;
  }
}
