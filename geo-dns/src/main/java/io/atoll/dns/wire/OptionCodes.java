package io.atoll.dns.wire;

import org.xbill.DNS.EDNSOption;

/** The EDNS options that this server answers; it passes over all others. */
final class OptionCodes {
  private OptionCodes() {}

  /** Whether an option changes the reply to a datagram. */
  static boolean isAnswered(int code) {
    return code == EDNSOption.Code.CLIENT_SUBNET
        || code == EDNSOption.Code.COOKIE
        || code == EDNSOption.Code.NSID
        || code == EDNSOption.Code.TCP_KEEPALIVE;
  }
}
