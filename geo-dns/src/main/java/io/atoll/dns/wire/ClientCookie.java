package io.atoll.dns.wire;

import io.atoll.dns.geo.Network;
import io.atoll.dns.guard.Cookies;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;

/** What a client sends as its cookie (RFC 7873): its own part, and the server's if it has one. */
public final class ClientCookie {
  private final byte[] data;

  private ClientCookie(byte[] data) {
    this.data = data;
  }

  /**
   * Reads the option's data.
   *
   * @throws IllegalArgumentException if it is malformed, which calls for FORMERR (section 5.2.2)
   */
  static ClientCookie read(byte[] data) {
    if (!Cookies.isLength(data.length)) {
      throw new IllegalArgumentException("cookie of %d bytes".formatted(data.length));
    }
    return new ClientCookie(data);
  }

  /** Whether it has a server's part that was not made for its sender, or long ago. */
  boolean isOutdated(Network sender, Cookies cookies) {
    return data.length > Cookies.CLIENT_BYTES
        && !cookies.isValid(data, 0, data.length, isIpv4(sender), sender.high(), sender.low());
  }

  private static boolean isIpv4(Network sender) {
    return sender.family() == Network.Family.IPV4;
  }

  /** The option of a reply: the client's part and the server's. */
  EDNSOption reply(Network sender, Cookies cookies) {
    byte[] reply = Arrays.copyOf(data, Cookies.CLIENT_BYTES + Cookies.SERVER_BYTES);
    cookies.write(
        data, 0, isIpv4(sender), sender.high(), sender.low(), reply, Cookies.CLIENT_BYTES);
    return new GenericEDNSOption(EDNSOption.Code.COOKIE, reply);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClientCookie cookie && Arrays.equals(data, cookie.data);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(data);
  }
}
