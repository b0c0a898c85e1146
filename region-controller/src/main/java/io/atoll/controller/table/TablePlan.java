package io.atoll.controller.table;

import io.atoll.controller.health.HealthBoard;
import io.atoll.controller.health.RegionHealth;
import io.atoll.controller.intent.Drain;
import io.atoll.controller.intent.Expulsion;
import io.atoll.controller.intent.Intent;
import io.atoll.core.operation.Namespace;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.EdgeEntry;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridTimestamp;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A routing table without its version: a function of configuration, intent and health alone, so
 * that controllers which know the same plan the same.
 */
public record TablePlan(
    SortedMap<RegionId, RegionEntry> regions,
    SortedMap<String, Namespace> namespaces,
    SortedSet<IncarnationId> ended) {

  public static TablePlan of(Collection<Site> sites, Intent intent, HealthBoard health) {
    SortedMap<RegionId, RegionEntry> regions = new TreeMap<>();
    for (Site site : sites) {
      regions.put(site.id(), entry(site, intent, health.of(site.id())));
    }
    return new TablePlan(regions, intent.namespaces(), intent.ended());
  }

  /** The table with these contents. */
  public RoutingTable at(HybridTimestamp version) {
    return new RoutingTable(version, regions, namespaces, ended);
  }

  public boolean isPlanOf(RoutingTable table) {
    return regions.equals(table.regions())
        && namespaces.equals(table.namespaces())
        && ended.equals(table.ended());
  }

  /** How many regions users may be sent to. */
  public long serving() {
    return regions.values().stream().filter(RegionEntry::servesUsers).count();
  }

  private static RegionEntry entry(Site site, Intent intent, RegionHealth health) {
    Standing standing = standing(site.id(), intent, health);
    return new RegionEntry(
        site.id(),
        site.coordinates(),
        standing.state(),
        intent.weights().getOrDefault(site.id(), site.weight()),
        edges(site, health),
        standing.reason());
  }

  private record Standing(RegionState state, String reason) {}

  /** Intent wins over health, and an expulsion over a drain. */
  private static Standing standing(RegionId region, Intent intent, RegionHealth health) {
    Expulsion expulsion = intent.expulsions().get(region);
    if (expulsion != null) {
      return new Standing(
          RegionState.EXPELLED, "expelled by %s: %s".formatted(expulsion.by(), expulsion.reason()));
    }
    Drain drain = intent.drains().get(region);
    return drain == null
        ? new Standing(state(health), health.reason())
        : new Standing(
            RegionState.DRAINED, "drained by %s: %s".formatted(drain.by(), drain.reason()));
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
