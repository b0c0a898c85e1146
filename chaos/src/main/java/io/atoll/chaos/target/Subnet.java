package io.atoll.chaos.target;

import java.net.InetAddress;

/**
 * A network that users are in, sent as their client subnet.
 *
 * @param prefixLength 1 to 32 for IPv4, to 128 for IPv6
 */
public record Subnet(InetAddress address, int prefixLength) {
  public Subnet {
    int max = address.getAddress().length * 8;
    if (prefixLength < 1 || prefixLength > max) {
      throw new IllegalArgumentException(
          "prefix length %d of %s is outside 1 to %d"
              .formatted(prefixLength, address.getHostAddress(), max));
    }
    byte[] bytes = address.getAddress();
    for (int bit = prefixLength; bit < max; bit++) {
      if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) {
        throw new IllegalArgumentException(
            "%s has bits set after the first %d; write the network's own address"
                .formatted(address.getHostAddress(), prefixLength));
      }
    }
  }

  /**
   * Reads {@code 81.2.69.0/24}.
   *
   * @throws IllegalArgumentException if the text is not a literal address, a slash and a number
   */
  public static Subnet parse(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0) {
      throw new IllegalArgumentException(
          "'%s' is not a network, such as 81.2.69.0/24".formatted(text));
    }
    int length;
    try {
      length = Integer.parseInt(text, slash + 1, text.length(), 10);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' has no prefix length, such as the 24 of 81.2.69.0/24".formatted(text), e);
    }
    return new Subnet(InetAddress.ofLiteral(text.substring(0, slash)), length);
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + prefixLength;
  }
}
