package io.atoll.dns.geo;

import java.util.List;

/**
 * Networks that are in no one place because everybody has them (RFC 6890). Databases should know
 * nothing of them, but some place them by who registered the block.
 */
final class SpecialNetworks {
  static final Prefixes<String> ALL =
      new Prefixes<>(
          List.of(
              special("10.0.0.0/8", "private"),
              special("172.16.0.0/12", "private"),
              special("192.168.0.0/16", "private"),
              special("fc00::/7", "private"),
              special("100.64.0.0/10", "shared by carriers"),
              special("127.0.0.0/8", "loopback"),
              special("::1/128", "loopback"),
              special("169.254.0.0/16", "link-local"),
              special("fe80::/10", "link-local")));

  private SpecialNetworks() {}

  private static Prefixes.Entry<String> special(String network, String name) {
    return new Prefixes.Entry<>(Network.parse(network), name);
  }
}
