package io.atoll.dns.routing;

import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * By what a name server chooses regions, besides the routing table.
 *
 * @param policies what routed names may be routed by, besides {@link Policy#NEAREST}
 * @param pace how long a region's users take to move away when an operator drains it, or back when
 *     it serves again; zero moves them at once
 * @param quietAfter how long nothing must have changed before answers may be kept for longer
 * @param capacity answers a second that a region can bear, of all name servers that tell each other
 *     of theirs; of those regions that have a bound: see {@link Spill}
 * @param heardFor how long what another name server told of its answers counts
 */
public record RoutingRules(
    List<Policy> policies,
    Duration pace,
    Duration quietAfter,
    Map<RegionId, Integer> capacity,
    Duration heardFor) {
  /** Each has a map of all client networks of its own, some megabytes. */
  public static final int POLICIES_MAX = 16;

  /** Slow enough for a region's caches to warm up, quick enough to wait for. */
  public static final Duration PACE_DEFAULT = Duration.ofSeconds(30);

  /** A region that fails twice does so within minutes. */
  public static final Duration QUIET_AFTER_DEFAULT = Duration.ofMinutes(5);

  /**
   * Resolvers turn to another name server within seconds when one doesn't answer, and are counted
   * there: for longer they would count twice.
   */
  public static final Duration HEARD_FOR_DEFAULT = Duration.ofMinutes(1);

  public RoutingRules {
    policies = List.copyOf(policies);
    capacity = Map.copyOf(capacity);
    List<String> names = names(policies);
    if (Set.copyOf(names).size() < names.size() || policies.size() > POLICIES_MAX) {
      throw new IllegalArgumentException(
          "policies %s; give each a name of its own, and at most %d"
              .formatted(names, POLICIES_MAX));
    }
  }

  /** With the default of everything else. */
  public static RoutingRules of(List<Policy> policies, Duration pace) {
    return new RoutingRules(policies, pace, QUIET_AFTER_DEFAULT, Map.of(), HEARD_FOR_DEFAULT);
  }

  /** All policies, the one of names that say nothing else first. */
  public List<Policy> all() {
    List<Policy> all = new ArrayList<>(List.of(Policy.NEAREST));
    all.addAll(policies);
    return all;
  }

  /** What routed names may refer to. */
  public List<String> names() {
    return names(policies);
  }

  private static List<String> names(List<Policy> policies) {
    List<String> names = new ArrayList<>(List.of(Policy.NEAREST.name()));
    policies.forEach(policy -> names.add(policy.name()));
    return names;
  }
}
