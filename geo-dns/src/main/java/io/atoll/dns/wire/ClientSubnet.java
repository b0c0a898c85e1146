package io.atoll.dns.wire;

import io.atoll.dns.geo.Network;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;

/**
 * The subnet on whose behalf a resolver asks (RFC 7871).
 *
 * @param family its number as received, repeated in the reply
 * @param network the subnet; absent if the client doesn't want to be known (prefix length 0)
 */
public record ClientSubnet(int family, @Nullable Network network) {
  private static final int HEADER_LENGTH = 4;

  /**
   * Reads the option's data.
   *
   * @throws IllegalArgumentException if it is malformed, which calls for FORMERR (section 7.1.2)
   */
  static ClientSubnet read(byte[] data) {
    if (data.length < HEADER_LENGTH) {
      throw new IllegalArgumentException("client subnet of %d bytes".formatted(data.length));
    }
    int family = ((data[0] & 0xff) << 8) | (data[1] & 0xff);
    int length = data[2] & 0xff;
    int scope = data[3] & 0xff;
    // Section 6: the address has as many bytes as its prefix needs, and queries leave scope at 0.
    if (scope != 0 || data.length - HEADER_LENGTH != (length + 7) / 8) {
      throw new IllegalArgumentException(
          "client subnet /%d with scope %d in %d bytes".formatted(length, scope, data.length));
    }
    return new ClientSubnet(family, length == 0 ? unknown(family) : network(family, length, data));
  }

  /** A client that hides is of a known family, or of none at all, as dig sends it. */
  private static @Nullable Network unknown(int family) {
    if (family > Network.Family.IPV6.number()) {
      throw new IllegalArgumentException("client subnet of family %d".formatted(family));
    }
    return null;
  }

  private static Network network(int family, int length, byte[] data) {
    byte[] address = new byte[bytesOf(family)];
    if (data.length - HEADER_LENGTH > address.length) {
      throw new IllegalArgumentException(
          "client subnet /%d of family %d".formatted(length, family));
    }
    System.arraycopy(data, HEADER_LENGTH, address, 0, data.length - HEADER_LENGTH);
    // Also refuses bits beyond the prefix.
    return Network.of(address, length);
  }

  private static int bytesOf(int family) {
    for (Network.Family known : Network.Family.values()) {
      if (known.number() == family) {
        return known.bits() / Byte.SIZE;
      }
    }
    throw new IllegalArgumentException("client subnet of family %d".formatted(family));
  }

  /** The option of a reply: the same subnet, with the scope of the answer (section 7.2.1). */
  EDNSOption reply(int scope) {
    int length = network == null ? 0 : network.length();
    byte[] data = new byte[HEADER_LENGTH + (length + 7) / 8];
    data[0] = (byte) (family >> 8);
    data[1] = (byte) family;
    data[2] = (byte) length;
    data[3] = (byte) scope;
    if (network != null) {
      System.arraycopy(network.bytes(), 0, data, HEADER_LENGTH, data.length - HEADER_LENGTH);
    }
    return new GenericEDNSOption(EDNSOption.Code.CLIENT_SUBNET, data);
  }
}
