package io.atoll.dns.wire;

import java.nio.charset.StandardCharsets;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;

/** What lies behind an rcode, told to clients that speak EDNS (RFC 8914). */
public enum ExtendedError {
  /** The rcode says it all. */
  NONE(0, ""),
  /** Too many signatures are asked for. */
  NOT_SIGNED(0, "too many names that are not there"),
  /** No region serves, and the operator wants it so. */
  NO_REGION(0, "no region serves users"),
  /** No routing table was seen yet. */
  NOT_READY(14, "no routing table yet"),
  /** The name is outside every zone. */
  NOT_AUTHORITATIVE(20, ""),
  /** The question is one that this server never answers. */
  NOT_SUPPORTED(21, ""),
  /** The type is none that a question may be of (RFC 9824 section 9). */
  INVALID_TYPE(30, "");

  private final int code;
  private final String text;

  ExtendedError(int code, String text) {
    this.code = code;
    this.text = text;
  }

  EDNSOption option() {
    byte[] words = text.getBytes(StandardCharsets.UTF_8);
    byte[] data = new byte[2 + words.length];
    data[0] = (byte) (code >> 8);
    data[1] = (byte) code;
    System.arraycopy(words, 0, data, 2, words.length);
    return new GenericEDNSOption(EDNSOption.Code.EDNS_EXTENDED_ERROR, data);
  }
}
