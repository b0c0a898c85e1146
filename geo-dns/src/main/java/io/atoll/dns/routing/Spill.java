package io.atoll.dns.routing;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RoutingTable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which share of its users each region takes so that no more come than it can bear; the others
 * spill over to the next region, as by a lower weight. What comes is measured by the answers that
 * name the region.
 *
 * @param shares in percent, of regions that would be overrun; all others take everybody
 */
public record Spill(SortedMap<RegionId, Integer> shares) {
  /** Nobody spills over. */
  public static final Spill NONE = new Spill(new TreeMap<>());

  /** Smaller changes are not worth moving users for, unless a region has more than it can bear. */
  private static final int STEP_MIN = 5;

  private static final int ALL = RegionEntry.WEIGHT_MAX;

  public Spill {
    shares = new TreeMap<>(shares);
  }

  /**
   * Goes on by what was measured.
   *
   * @param capacity answers a second that a region can bear, of those that have a bound
   * @param rates answers a second that named each region
   * @param shown the table by which they were given, with the shares as they were
   */
  public Spill follow(
      Map<RegionId, Integer> capacity, Map<RegionId, Double> rates, RoutingTable shown) {
    SortedMap<RegionId, Integer> next = new TreeMap<>();
    capacity.forEach((region, most) -> {
      RegionEntry entry = shown.regions().get(region);
      if (entry != null && entry.servesUsers()) {
        int share = share(region, most, rates.getOrDefault(region, 0.0), entry.weight());
        if (share < ALL) {
          next.put(region, share);
        }
      }
    });
    return new Spill(next);
  }

  private int share(RegionId region, int most, double rate, int weight) {
    int before = shares.getOrDefault(region, ALL);
    // As many would come if it took everybody.
    double due = rate * ALL / weight;
    int wanted = due <= most ? ALL : Math.max(1, (int) (ALL * most / due));
    boolean worthIt = rate > most || Math.abs(wanted - before) >= STEP_MIN;
    return worthIt ? wanted : before;
  }

  /** The table by which to answer. */
  public RoutingTable shown(RoutingTable table) {
    if (shares.isEmpty()) {
      return table;
    }
    SortedMap<RegionId, RegionEntry> shown = new TreeMap<>(table.regions());
    shares.forEach((region, share) ->
        shown.computeIfPresent(
            region,
            (_, entry) ->
                entry.weight() <= share ? entry : Ramp.weighing(entry, entry.state(), share)));
    return new RoutingTable(table.version(), shown, table.namespaces());
  }
}
