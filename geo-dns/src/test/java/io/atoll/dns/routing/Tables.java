package io.atoll.dns.routing;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.EdgeEntry;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridTimestamp;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Routing tables of three continental regions, for tests. */
public final class Tables {
  public static final RegionId US_EAST = RegionId.of("us-east");
  public static final RegionId EU_WEST = RegionId.of("eu-west");
  public static final RegionId AP_NORTHEAST = RegionId.of("ap-northeast");
  public static final Coordinates LONDON = new Coordinates(51.51, -0.13);

  private static final Map<RegionId, Coordinates> PLACES =
      Map.of(
          US_EAST, new Coordinates(38.95, -77.45),
          EU_WEST, new Coordinates(53.35, -6.26),
          AP_NORTHEAST, new Coordinates(35.68, 139.69));
  private static final Map<RegionId, Integer> SUBNETS =
      Map.of(US_EAST, 1, EU_WEST, 2, AP_NORTHEAST, 3);

  private Tables() {}

  /** A table in which every region is up, each with two healthy edges 127.0.r.1 and 127.0.r.2. */
  public static RoutingTable allUp(long version) {
    return changed(version, Map.of());
  }

  /** A table in which the given regions are in the given states, all others up. */
  public static RoutingTable with(long version, Map<RegionId, RegionState> states) {
    return changed(
        version,
        states.entrySet().stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, e -> region -> inState(region, e.getValue()))));
  }

  /** A table with the given regions changed, all others up. */
  public static RoutingTable changed(
      long version, Map<RegionId, UnaryOperator<RegionEntry>> changes) {
    TreeMap<RegionId, RegionEntry> regions = new TreeMap<>();
    PLACES.forEach((id, place) -> {
      UnaryOperator<RegionEntry> change = changes.getOrDefault(id, region -> region);
      regions.put(id, change.apply(up(id, place)));
    });
    return new RoutingTable(new HybridTimestamp(version), regions, new TreeMap<>());
  }

  private static RegionEntry up(RegionId id, Coordinates place) {
    return new RegionEntry(
        id, place, RegionState.UP, 100, List.of(edge(id, 1, true), edge(id, 2, true)), "healthy");
  }

  public static EdgeEntry edge(RegionId region, int number, boolean healthy) {
    String address = "127.0.%d.%d".formatted(SUBNETS.get(region), number);
    return new EdgeEntry("edge-" + number, address, 8080, healthy);
  }

  public static RegionEntry inState(RegionEntry region, RegionState state) {
    return new RegionEntry(
        region.id(), region.coordinates(), state, region.weight(), region.edges(), "test");
  }

  public static RegionEntry withEdges(RegionEntry region, List<EdgeEntry> edges) {
    return new RegionEntry(
        region.id(), region.coordinates(), region.state(), region.weight(), edges, "test");
  }

  public static RegionEntry weighing(RegionEntry region, int weight) {
    return new RegionEntry(
        region.id(), region.coordinates(), region.state(), weight, region.edges(), "test");
  }
}
