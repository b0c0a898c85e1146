package io.atoll.dns.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a client says of itself in an OPT record (RFC 6891).
 *
 * @param payloadSize the largest UDP reply it takes, in bytes
 * @param dnssecOk whether it wants signatures (RFC 3225)
 */
public record Edns(
    int version, int payloadSize, boolean dnssecOk, @Nullable ClientSubnet clientSubnet) {
  /** The only version there is. */
  public static final int VERSION = 0;

  static final int DNSSEC_OK = 0x8000;
}
