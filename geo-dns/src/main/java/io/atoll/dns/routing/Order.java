package io.atoll.dns.routing;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** In which order regions are preferred. */
public sealed interface Order {
  /** No place is further from another. */
  double KILOMETRES_MAX = 20_100;

  /** How much a region costs clients of a place. */
  double cost(Target target, Coordinates from);

  /** What is preferred, for people. */
  default String text() {
    return switch (this) {
      case Nearest(var bias) when bias.isEmpty() -> "the nearest region";
      case Nearest(var bias) -> "the nearest region, with kilometres added: " + sorted(bias);
      case Failover(var regions) -> "the first that serves of " + regions;
      case RoundTrip _ -> "the least round trip";
      case Weighted(var weights) -> "each region for its share: " + sorted(weights);
    };
  }

  private static Map<RegionId, Integer> sorted(Map<RegionId, Integer> map) {
    return new TreeMap<>(map);
  }

  /**
   * By distance.
   *
   * @param bias kilometres by which regions count as further away than they are; below zero, nearer
   */
  record Nearest(Map<RegionId, Integer> bias) implements Order {
    public Nearest {
      bias = Map.copyOf(bias);
    }

    @Override
    public double cost(Target target, Coordinates from) {
      return target.coordinates().kilometresTo(from) + bias.getOrDefault(target.region(), 0);
    }
  }

  /**
   * The first of a list that may be given, wherever clients are; regions that aren't in it come
   * last, the nearest first.
   */
  record Failover(List<RegionId> regions) implements Order {
    public Failover {
      regions = List.copyOf(regions);
    }

    @Override
    public double cost(Target target, Coordinates from) {
      int place = regions.indexOf(target.region());
      return place >= 0
          ? place
          : regions.size() + target.coordinates().kilometresTo(from) / KILOMETRES_MAX;
    }
  }

  /** By measured round trip, and where none was measured by what the distance suggests. */
  record RoundTrip() implements Order {
    /**
     * Light in fibre takes 0.01 ms for a kilometre there and back, and cables are about twice as
     * long as the great circle.
     */
    static final double MILLIS_PER_KILOMETRE = 0.02;

    @Override
    public double cost(Target target, Coordinates from) {
      return target.coordinates().kilometresTo(from) * MILLIS_PER_KILOMETRE;
    }
  }

  /**
   * By share, wherever clients are: see {@link Draw}. Those who are left by all regions with a
   * weight are sent to the nearest of the others.
   *
   * @param weights relative to each other; regions that aren't in it have none
   */
  record Weighted(Map<RegionId, Integer> weights) implements Order {
    public Weighted {
      weights = Map.copyOf(weights);
    }

    @Override
    public double cost(Target target, Coordinates from) {
      return target.coordinates().kilometresTo(from);
    }
  }
}
