package io.atoll.dns.wire;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * One question, as a client asked it.
 *
 * @param name in the client's own upper and lower case, which the reply repeats
 * @param type such as {@link org.xbill.DNS.Type#A}
 * @param dnsClass such as {@link org.xbill.DNS.DClass#IN}
 * @param edns absent if the client doesn't speak EDNS
 */
public record Query(Header header, Name name, int type, int dnsClass, @Nullable Edns edns) {
  /** Whether the client wants signatures (RFC 3225). */
  public boolean wantsSignatures() {
    return edns != null && edns.dnssecOk();
  }

  /** Whether it wants to be told NXDOMAIN beside a compact proof of it (RFC 9824 section 5.1). */
  public boolean wantsNameErrors() {
    return edns != null && edns.compactOk();
  }

  /** The client's subnet, if the query carries one. */
  public @Nullable ClientSubnet clientSubnet() {
    return edns == null ? null : edns.clientSubnet();
  }
}
