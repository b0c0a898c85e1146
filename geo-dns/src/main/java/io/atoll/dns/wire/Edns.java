package io.atoll.dns.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a client says of itself in an OPT record (RFC 6891).
 *
 * @param payloadSize the largest UDP reply it takes, in bytes
 * @param dnssecOk whether it wants signatures (RFC 3225)
 * @param compactOk whether it knows compact answers (RFC 9824 section 5.1)
 * @param wantsIdentity whether it asks which server answers (RFC 5001)
 * @param wantsKeepalive whether it asks how long a TCP connection may idle (RFC 7828)
 * @param wantsPadding whether it pads, so that replies to it are to be padded too (RFC 7830)
 */
public record Edns(
    int version,
    int payloadSize,
    boolean dnssecOk,
    boolean compactOk,
    @Nullable ClientSubnet clientSubnet,
    @Nullable ClientCookie cookie,
    boolean wantsIdentity,
    boolean wantsKeepalive,
    boolean wantsPadding) {
  /** The only version there is. */
  public static final int VERSION = 0;

  static final int DNSSEC_OK = 0x8000;

  static final int COMPACT_OK = 0x4000;

  /** All flags that are known. */
  static final int FLAGS = DNSSEC_OK | COMPACT_OK;

  /** Of a client that sends no options. */
  public static Edns plain(int version, int payloadSize, int flags) {
    return new Edns(
        version,
        payloadSize,
        (flags & DNSSEC_OK) != 0,
        (flags & COMPACT_OK) != 0,
        null,
        null,
        false,
        false,
        false);
  }

  /** The flags that a reply repeats. */
  int flags() {
    return (dnssecOk ? DNSSEC_OK : 0) | (compactOk ? COMPACT_OK : 0);
  }
}
