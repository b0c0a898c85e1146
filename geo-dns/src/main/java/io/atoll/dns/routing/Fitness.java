package io.atoll.dns.routing;

import io.atoll.core.routing.RegionEntry;

/** Whether a region may be given to users, and if not, why. */
public enum Fitness {
  SERVES("serves users"),
  DOWN("down: a majority of observers can't use it"),
  DRAINED("drained by an operator"),
  RECOVERING("recovering: it has not caught up yet"),
  WITHOUT_WEIGHT("its weight is 0"),
  WITHOUT_HEALTHY_EDGE("none of its edges is healthy");

  private final String text;

  Fitness(String text) {
    this.text = text;
  }

  static Fitness of(RegionEntry region) {
    return switch (region.state()) {
      case DOWN -> DOWN;
      case DRAINED -> DRAINED;
      case RECOVERING -> RECOVERING;
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
