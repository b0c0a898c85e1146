package io.atoll.dns;

import io.atoll.core.region.RegionId;
import io.atoll.dns.routing.RoutingRules;
import io.atoll.runtime.config.ConfigNode;
import java.time.Duration;
import java.util.stream.Collectors;

/** Reads from configuration by what regions are chosen. */
final class RulesConfig {
  private static final Duration PACE_MAX = Duration.ofDays(1);
  private static final Duration QUIET_AFTER_MIN = Duration.ofSeconds(1);
  private static final Duration QUIET_AFTER_MAX = Duration.ofDays(1);

  private static final Duration HEARD_FOR_MIN = Duration.ofSeconds(15);
  private static final Duration HEARD_FOR_MAX = Duration.ofHours(1);

  private record Capacity(RegionId region, int perSecond) {
    static Capacity read(ConfigNode node) {
      return new Capacity(
          node.parse("region", RegionId::of),
          node.requiredInteger("answers-per-second", 1, Integer.MAX_VALUE));
    }
  }

  private RulesConfig() {}

  /**
   * Reads {@code policies:}, {@code pace:}, {@code quiet-after:}, {@code capacity:} and {@code
   * peers-heard-for:}.
   */
  static RoutingRules read(ConfigNode node) {
    return new RoutingRules(
        node.list("policies", PolicyConfig::read),
        node.duration("pace", RoutingRules.PACE_DEFAULT, Duration.ZERO, PACE_MAX),
        node.duration(
            "quiet-after", RoutingRules.QUIET_AFTER_DEFAULT, QUIET_AFTER_MIN, QUIET_AFTER_MAX),
        node.list("capacity", Capacity::read).stream()
            .collect(Collectors.toMap(Capacity::region, Capacity::perSecond, Integer::min)),
        node.duration(
            "peers-heard-for", RoutingRules.HEARD_FOR_DEFAULT, HEARD_FOR_MIN, HEARD_FOR_MAX));
  }
}
