package io.atoll.dns;

import io.atoll.core.region.RegionId;
import io.atoll.dns.geo.Network;
import io.atoll.dns.routing.Order;
import io.atoll.dns.routing.Pin;
import io.atoll.dns.routing.Policy;
import io.atoll.runtime.config.ConfigNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads policies from configuration. */
final class PolicyConfig {
  /** Each has a map of all client networks of its own, some megabytes. */
  static final int COUNT_MAX = 16;

  /** Half of the way around the Earth. */
  private static final int BIAS_MAX = (int) Order.KILOMETRES_MAX;

  private record Bias(RegionId region, int kilometres) {}

  private PolicyConfig() {}

  /** Reads one of {@code policies:}. */
  static Policy read(ConfigNode node) {
    String name = node.requiredString("name");
    List<RegionId> failover = node.values("failover", RegionId::of);
    Map<RegionId, Integer> bias =
        node.list("bias", PolicyConfig::bias).stream()
            .collect(Collectors.toMap(Bias::region, Bias::kilometres, Integer::sum));
    List<Pin> pins = node.list("pins", PolicyConfig::pin);
    if (!failover.isEmpty() && !bias.isEmpty()) {
      throw new IllegalArgumentException(
          "policy '%s' has both failover and bias; a bias is of distances, so drop one of the two"
              .formatted(name));
    }
    return new Policy(
        name, failover.isEmpty() ? new Order.Nearest(bias) : new Order.Failover(failover), pins);
  }

  private static Bias bias(ConfigNode node) {
    return new Bias(
        node.parse("region", RegionId::of),
        node.requiredInteger("kilometres", -BIAS_MAX, BIAS_MAX));
  }

  private static Pin pin(ConfigNode node) {
    RegionId region = node.parse("region", RegionId::of);
    if (node.has("cidr") == node.has("country")) {
      throw new IllegalArgumentException(
          "a pin is of either a cidr or a country; give one of them");
    }
    return node.has("cidr")
        ? new Pin.OfNetwork(node.parse("cidr", Network::parse), region)
        : new Pin.OfCountry(node.requiredString("country").toUpperCase(Locale.ROOT), region);
  }
}
