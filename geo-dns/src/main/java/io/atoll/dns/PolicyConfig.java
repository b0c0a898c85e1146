package io.atoll.dns;

import io.atoll.core.region.RegionId;
import io.atoll.dns.geo.Network;
import io.atoll.dns.routing.AllDown;
import io.atoll.dns.routing.Order;
import io.atoll.dns.routing.Pin;
import io.atoll.dns.routing.Policy;
import io.atoll.runtime.config.ConfigNode;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads policies from configuration. */
final class PolicyConfig {
  /** Half of the way around the Earth. */
  private static final int BIAS_MAX = (int) Order.KILOMETRES_MAX;

  /** Finer than users can be counted. */
  private static final int WEIGHT_MAX = 1_000_000;

  private static final List<String> ORDERS =
      List.of("failover", "bias", "weights", "by-round-trip");

  private record Amount(RegionId region, int amount) {}

  private PolicyConfig() {}

  /** Reads one of {@code policies:}. */
  static Policy read(ConfigNode node) {
    return new Policy(
        node.requiredString("name"),
        order(node),
        node.list("pins", PolicyConfig::pin),
        node.integer("minimum-healthy", 0, 0, 100),
        allDown(node));
  }

  private static Order order(ConfigNode node) {
    List<String> given = ORDERS.stream().filter(node::has).toList();
    if (given.size() > 1) {
      throw new IllegalArgumentException(
          "policy '%s' has %s, each of which is an order of regions; keep one of them"
              .formatted(node.requiredString("name"), given));
    }
    List<RegionId> failover = node.values("failover", RegionId::of);
    Map<RegionId, Integer> weights = amounts(node, "weights", "weight", 0, WEIGHT_MAX);
    Map<RegionId, Integer> bias = amounts(node, "bias", "kilometres", -BIAS_MAX, BIAS_MAX);
    if (node.bool("by-round-trip", false)) {
      return new Order.RoundTrip();
    }
    if (!weights.isEmpty()) {
      return new Order.Weighted(weights);
    }
    return failover.isEmpty() ? new Order.Nearest(bias) : new Order.Failover(failover);
  }

  private static Map<RegionId, Integer> amounts(
      ConfigNode node, String key, String of, int min, int max) {
    return node
        .list(
            key,
            entry ->
                new Amount(
                    entry.parse("region", RegionId::of), entry.requiredInteger(of, min, max)))
        .stream()
        .collect(Collectors.toMap(Amount::region, Amount::amount, Integer::sum));
  }

  private static AllDown allDown(ConfigNode node) {
    List<InetAddress> fixed = node.values("all-down-addresses", InetAddress::ofLiteral);
    if (node.has("all-down-addresses") && node.has("all-down")) {
      throw new IllegalArgumentException(
          "policy '%s' has both all-down and all-down-addresses; keep one of them"
              .formatted(node.requiredString("name")));
    }
    return fixed.isEmpty()
        ? node.parse("all-down", PolicyConfig::allDown, new AllDown.LastGood())
        : new AllDown.Static(fixed);
  }

  private static AllDown allDown(String text) {
    return switch (text) {
      case "last-good" -> new AllDown.LastGood();
      case "all" -> new AllDown.All();
      case "servfail" -> new AllDown.ServFail();
      default ->
          throw new IllegalArgumentException(
              "'%s' is not last-good, all or servfail".formatted(text));
    };
  }

  private static Pin pin(ConfigNode node) {
    RegionId region = node.parse("region", RegionId::of);
    if (Stream.of("cidr", "asn", "country").filter(node::has).count() != 1) {
      throw new IllegalArgumentException(
          "a pin is of either a cidr, an asn or a country; give one of them");
    }
    if (node.has("cidr")) {
      return new Pin.OfNetwork(node.parse("cidr", Network::parse), region);
    }
    return node.has("asn")
        ? new Pin.OfSystem(node.parse("asn", Integer::parseUnsignedInt), region)
        : new Pin.OfCountry(node.requiredString("country").toUpperCase(Locale.ROOT), region);
  }
}
