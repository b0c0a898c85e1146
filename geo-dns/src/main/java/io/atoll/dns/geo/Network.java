package io.atoll.dns.geo;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An address prefix such as {@code 81.2.69.0/24}, held left-aligned in 128 bits so that prefixes
 * compare without allocating.
 *
 * @param family which Internet protocol
 * @param high the first 64 bits of the address; an IPv4 address fills the upper half of them
 * @param low the other 64 bits, zero for IPv4
 * @param length how many leading bits count; all others are zero
 */
public record Network(Family family, long high, long low, int length) {
  /** The two Internet protocols, with their numbers in DNS (RFC 7871 section 6). */
  public enum Family {
    IPV4(1, 32),
    IPV6(2, 128);

    private final int number;
    private final int bits;

    Family(int number, int bits) {
      this.number = number;
      this.bits = bits;
    }

    public int number() {
      return number;
    }

    /** The length of a whole address. */
    public int bits() {
      return bits;
    }
  }

  public Network {
    if (length < 0 || length > family.bits) {
      throw new IllegalArgumentException(
          "prefix length %d is outside 0 to %d of %s".formatted(length, family.bits, family));
    }
    if ((high & ~highMask(length)) != 0 || (low & ~lowMask(length)) != 0) {
      throw new IllegalArgumentException(
          "the address has bits set beyond its prefix length %d; clear them or lengthen the prefix"
              .formatted(length));
    }
  }

  /** The network of one address. */
  public static Network of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return of(bytes, bytes.length * Byte.SIZE);
  }

  /** The prefix of the given length of a whole IPv4 (4 bytes) or IPv6 (16 bytes) address. */
  public static Network of(byte[] address, int length) {
    return switch (address.length) {
      case 4 -> new Network(Family.IPV4, bits(address, 0, 4) << 32, 0, length);
      case 16 -> new Network(Family.IPV6, bits(address, 0, 8), bits(address, 8, 8), length);
      default ->
          throw new IllegalArgumentException(
              "expected an address of 4 or 16 bytes, but got %d".formatted(address.length));
    };
  }

  /** Reads {@code address/length}, or an address alone as a network of one. Never asks DNS. */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    try {
      byte[] address =
          InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
      int length =
          slash < 0 ? address.length * Byte.SIZE : Integer.parseInt(text.substring(slash + 1));
      return of(address, length);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is not a network such as 10.0.0.0/8 or 2001:db8::/32: %s"
              .formatted(text, e.getMessage()),
          e);
    }
  }

  private static long bits(byte[] bytes, int offset, int count) {
    long bits = 0;
    for (int i = offset; i < offset + count; i++) {
      bits = (bits << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return bits;
  }

  /**
   * How many leading bits the two have in common, at most the shorter prefix; 0 across families.
   */
  public int commonLength(Network other) {
    if (family != other.family) {
      return 0;
    }
    int equal =
        high == other.high
            ? 64 + Long.numberOfLeadingZeros(low ^ other.low)
            : Long.numberOfLeadingZeros(high ^ other.high);
    return Math.min(equal, Math.min(length, other.length));
  }

  /** Whether every address of the other is one of this. */
  public boolean contains(Network other) {
    return family == other.family && length <= other.length && commonLength(other) == length;
  }

  /** The network around this one whose prefix has the given length, or this if that is longer. */
  public Network widen(int wanted) {
    return wanted >= length
        ? this
        : new Network(family, high & highMask(wanted), low & lowMask(wanted), wanted);
  }

  /** The whole address, its bits beyond the prefix zero. */
  public byte[] bytes() {
    byte[] bytes = new byte[family.bits / Byte.SIZE];
    for (int i = 0; i < bytes.length; i++) {
      long half = i < 8 ? high : low;
      bytes[i] = (byte) (half >>> (56 - (i % 8) * Byte.SIZE));
    }
    return bytes;
  }

  /** The first address. An IPv4 address written as IPv6 comes back as IPv4. */
  public InetAddress address() {
    try {
      return InetAddress.getByAddress(bytes());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("expected 4 or 16 bytes, but " + e.getMessage(), e);
    }
  }

  /** The bits that count of the first half of an address, by prefix length. */
  public static long highMask(int length) {
    return length == 0 ? 0 : length >= 64 ? -1L : -1L << (64 - length);
  }

  /** The bits that count of the other half. */
  public static long lowMask(int length) {
    return length <= 64 ? 0 : -1L << (128 - length);
  }

  @Override
  public String toString() {
    return text(bytes()) + "/" + length;
  }

  private static String text(byte[] bytes) {
    try {
      // Keeps an IPv4 address written as IPv6 in the form in which its prefix length is right.
      return bytes.length == 16
          ? Inet6Address.getByAddress(null, bytes, -1).getHostAddress()
          : InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("expected 4 or 16 bytes, but " + e.getMessage(), e);
    }
  }
}
