package io.atoll.dns.zone;

import io.atoll.runtime.config.ConfigNode;

/**
 * A name whose addresses are those of the region that suits the client.
 *
 * @param name relative to the apex; {@code @} is the apex, {@code *} a wildcard
 * @param policy name of the policy that says which region suits
 */
public record RoutedName(String name, String policy) {
  public static final String POLICY_DEFAULT = "nearest";

  /** A name by the default policy. */
  public RoutedName(String name) {
    this(name, POLICY_DEFAULT);
  }

  static RoutedName read(ConfigNode node) {
    return new RoutedName(node.requiredString("name"), node.string("policy", POLICY_DEFAULT));
  }
}
