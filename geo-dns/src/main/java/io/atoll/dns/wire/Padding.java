package io.atoll.dns.wire;

import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;

/**
 * Bytes that make encrypted replies of like lengths (RFC 7830), so that they don't give away what
 * was asked; for those who pad their queries.
 */
final class Padding {
  static final int CODE = 12;

  /** RFC 8467 section 4.1. */
  private static final int BLOCK = 468;

  private static final int OPTION_HEADER_LENGTH = 4;

  private Padding() {}

  /**
   * The option that a reply is to have.
   *
   * @param length of the reply without it
   */
  static EDNSOption of(int length) {
    int over = (length + OPTION_HEADER_LENGTH) % BLOCK;
    return new GenericEDNSOption(CODE, new byte[over == 0 ? 0 : BLOCK - over]);
  }
}
