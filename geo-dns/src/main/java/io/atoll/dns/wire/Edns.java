package io.atoll.dns.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a client says of itself in an OPT record (RFC 6891).
 *
 * @param payloadSize the largest UDP reply it takes, in bytes
 * @param dnssecOk whether it wants signatures (RFC 3225)
 * @param wantsIdentity whether it asks which server answers (RFC 5001)
 * @param wantsKeepalive whether it asks how long a TCP connection may idle (RFC 7828)
 */
public record Edns(
    int version,
    int payloadSize,
    boolean dnssecOk,
    @Nullable ClientSubnet clientSubnet,
    boolean wantsIdentity,
    boolean wantsKeepalive) {
  /** The only version there is. */
  public static final int VERSION = 0;

  static final int DNSSEC_OK = 0x8000;

  /** Of a client that sends no options. */
  public static Edns plain(int version, int payloadSize, boolean dnssecOk) {
    return new Edns(version, payloadSize, dnssecOk, null, false, false);
  }
}
