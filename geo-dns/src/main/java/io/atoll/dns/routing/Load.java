package io.atoll.dns.routing;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RoutingTable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many users a region has, by the answers that name it. What several name servers count adds
 * up, and since each says what would come if it sent everybody there, name servers that send other
 * shares of their users agree on how many there are.
 *
 * @param rate answers a second that name the region
 * @param due how many would if it took everybody who comes
 */
public record Load(double rate, double due) {
  /** Nobody comes. */
  public static final Load NONE = new Load(0, 0);

  private static final int ALL = RegionEntry.WEIGHT_MAX;

  public Load {
    if (!(rate >= 0 && rate < Double.MAX_VALUE && due >= 0 && due < Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "answers a second are %s, and would be %s; expected numbers from 0 on"
              .formatted(rate, due));
    }
  }

  /**
   * The loads of regions.
   *
   * @param rates answers a second that name each
   * @param shown the table by which they were given; of a region that it sends nobody to, nobody is
   *     due
   */
  public static SortedMap<RegionId, Load> of(Map<RegionId, Double> rates, RoutingTable shown) {
    SortedMap<RegionId, Load> loads = new TreeMap<>();
    rates.forEach((region, rate) -> {
      RegionEntry entry = shown.regions().get(region);
      double due = entry != null && entry.servesUsers() ? rate * ALL / entry.weight() : 0;
      loads.put(region, new Load(rate, due));
    });
    return loads;
  }

  /** Both together. */
  public Load plus(Load other) {
    return new Load(rate + other.rate, due + other.due);
  }
}
