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
  /** The client's subnet, if the query carries one. */
  public @Nullable ClientSubnet clientSubnet() {
    return edns == null ? null : edns.clientSubnet();
  }
}
