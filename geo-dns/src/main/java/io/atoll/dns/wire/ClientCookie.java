package io.atoll.dns.wire;

import io.atoll.dns.geo.Network;
import io.atoll.dns.guard.Cookies;
import java.nio.ByteBuffer;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;

/**
 * A client's own part of a cookie (RFC 7873), which a reply repeats.
 *
 * @param bits its eight bytes
 */
public record ClientCookie(long bits) {
  /**
   * Reads the option's data.
   *
   * @throws IllegalArgumentException if it is malformed, which calls for FORMERR (section 5.2.2)
   */
  static ClientCookie read(byte[] data) {
    if (!Cookies.isLength(data.length)) {
      throw new IllegalArgumentException("cookie of %d bytes".formatted(data.length));
    }
    return new ClientCookie(ByteBuffer.wrap(data).getLong());
  }

  /** The option of a reply: the client's part and the server's. */
  EDNSOption reply(Network sender, Cookies cookies) {
    byte[] data = new byte[Cookies.CLIENT_BYTES + Cookies.SERVER_BYTES];
    ByteBuffer.wrap(data).putLong(bits);
    boolean ipv4 = sender.family() == Network.Family.IPV4;
    cookies.write(data, 0, ipv4, sender.high(), sender.low(), data, Cookies.CLIENT_BYTES);
    return new GenericEDNSOption(EDNSOption.Code.COOKIE, data);
  }
}
