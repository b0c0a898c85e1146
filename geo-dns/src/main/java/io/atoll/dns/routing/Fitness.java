package io.atoll.dns.routing;

import io.atoll.core.routing.RegionEntry;

/** Whether a region may be given to users, and if not, why. */
public enum Fitness {
  SERVES("serves users"),
  DOWN("down: a majority of observers can't use it"),
  DRAINED("drained by an operator"),
  RECOVERING("recovering: it has not caught up yet"),
  EXPELLED("expelled by an operator"),
  WITHOUT_WEIGHT("its weight is 0"),
  WITHOUT_HEALTHY_EDGE("none of its edges is healthy"),
  TOO_FEW_HEALTHY_EDGES("fewer of its edges are healthy than the policy wants");

  private final String text;

  Fitness(String text) {
    this.text = text;
  }

  /** For names of a policy. */
  static Fitness of(RegionEntry region, Policy policy) {
    Fitness fitness = of(region);
    return fitness == SERVES && !policy.suits(Target.healthyEdgesOf(region))
        ? TOO_FEW_HEALTHY_EDGES
        : fitness;
  }

  private static Fitness of(RegionEntry region) {
    return switch (region.state()) {
      case DOWN -> DOWN;
      case DRAINED -> DRAINED;
      case RECOVERING -> RECOVERING;
      case EXPELLED -> EXPELLED;
      case UP ->
          region.servesUsers()
              ? SERVES
              : region.weight() == 0 ? WITHOUT_WEIGHT : WITHOUT_HEALTHY_EDGE;
    };
  }

  /** The reason, for people. */
  public String text() {
    return text;
  }
}
