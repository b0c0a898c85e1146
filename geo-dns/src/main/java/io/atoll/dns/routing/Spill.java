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
 * name the region: see {@link Load}.
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
   * @param loads what each region has
   * @param shown the table by which answers are given
   */
  public Spill follow(
      Map<RegionId, Integer> capacity, Map<RegionId, Load> loads, RoutingTable shown) {
    SortedMap<RegionId, Integer> next = new TreeMap<>();
    capacity.forEach((region, most) -> {
      RegionEntry entry = shown.regions().get(region);
      if (entry != null && entry.servesUsers()) {
        int share = share(region, most, loads.getOrDefault(region, Load.NONE));
        if (share < ALL) {
          next.put(region, share);
        }
      }
    });
    return new Spill(next);
  }

  private int share(RegionId region, int most, Load load) {
    int before = shares.getOrDefault(region, ALL);
    int wanted = load.due() <= most ? ALL : Math.max(1, (int) (ALL * most / load.due()));
    boolean worthIt = load.rate() > most || Math.abs(wanted - before) >= STEP_MIN;
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
