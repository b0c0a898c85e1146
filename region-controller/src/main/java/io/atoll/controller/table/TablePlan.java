package io.atoll.controller.table;

import io.atoll.controller.health.HealthBoard;
import io.atoll.controller.health.RegionHealth;
import io.atoll.controller.intent.Drain;
import io.atoll.controller.intent.Intent;
import io.atoll.core.operation.Namespace;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.EdgeEntry;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridTimestamp;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A routing table without its version: a function of configuration, intent and health alone, so
 * that controllers which know the same plan the same.
 */
public record TablePlan(
    SortedMap<RegionId, RegionEntry> regions, SortedMap<String, Namespace> namespaces) {

  public static TablePlan of(Collection<Site> sites, Intent intent, HealthBoard health) {
    SortedMap<RegionId, RegionEntry> regions = new TreeMap<>();
    for (Site site : sites) {
      regions.put(site.id(), entry(site, intent, health.of(site.id())));
    }
    return new TablePlan(regions, intent.namespaces());
  }

  /** The table with these contents. */
  public RoutingTable at(HybridTimestamp version) {
    return new RoutingTable(version, regions, namespaces);
  }

  public boolean isPlanOf(RoutingTable table) {
    return regions.equals(table.regions()) && namespaces.equals(table.namespaces());
  }

  /** How many regions users may be sent to. */
  public long serving() {
    return regions.values().stream().filter(RegionEntry::servesUsers).count();
  }

  private static RegionEntry entry(Site site, Intent intent, RegionHealth health) {
    Drain drain = intent.drains().get(site.id());
    return new RegionEntry(
        site.id(),
        site.coordinates(),
        drain == null ? state(health) : RegionState.DRAINED,
        intent.weights().getOrDefault(site.id(), site.weight()),
        edges(site, health),
        drain == null
            ? health.reason()
            : "drained by %s: %s".formatted(drain.by(), drain.reason()));
  }

  private static RegionState state(RegionHealth health) {
    return switch (health.condition()) {
      case UP -> RegionState.UP;
      case DOWN -> RegionState.DOWN;
      case RECOVERING -> RegionState.RECOVERING;
    };
  }

  private static List<EdgeEntry> edges(Site site, RegionHealth health) {
    return site.edges().stream()
        .map(edge ->
            new EdgeEntry(
                edge.node(),
                edge.address(),
                edge.port(),
                health.edges().getOrDefault(edge.node(), false)))
        .toList();
  }
}
