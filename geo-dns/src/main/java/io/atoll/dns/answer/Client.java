package io.atoll.dns.answer;

import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network;
import io.atoll.dns.geo.Place;
import io.atoll.dns.wire.ClientSubnet;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who a query is answered for.
 *
 * @param place where that is
 * @param scope how many bits of the client's subnet that depends on; 0 without one
 */
record Client(Place place, int scope) {
  /** No answer is claimed to hold for less: what RFC 7871 section 11.1 lets clients reveal. */
  private static final int SCOPE_MAX_IPV4 = 24;

  private static final int SCOPE_MAX_IPV6 = 56;

  /**
   * The client's own subnet if the resolver tells, and its place is known; else the resolver.
   *
   * @param subnet as in the query; without a network, the client doesn't want to be known
   */
  static Client of(@Nullable ClientSubnet subnet, InetAddress resolver, Locator locator) {
    Network network = subnet == null ? null : subnet.network();
    if (network == null) {
      return new Client(locator.locate(Network.of(resolver)), 0);
    }
    Place place = locator.locate(network);
    int scope = scope(place, network);
    return place.coordinates() == null
        ? new Client(locator.locate(Network.of(resolver)), scope)
        : new Client(place, scope);
  }

  static int scope(Place place, Network network) {
    int max =
        switch (network.family()) {
          case IPV4 -> SCOPE_MAX_IPV4;
          case IPV6 -> SCOPE_MAX_IPV6;
        };
    return Math.min(Math.min(place.network().length(), network.length()), max);
  }
}
