package io.atoll.dns.zone;

import io.atoll.runtime.config.ConfigNode;

/**
 * A name whose addresses are those of the region that suits the client.
 *
 * @param name relative to the apex; {@code @} is the apex, {@code *} a wildcard
 */
public record RoutedName(String name) {
  static RoutedName read(ConfigNode node) {
    return new RoutedName(node.requiredString("name"));
  }
}
