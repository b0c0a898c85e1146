package io.atoll.core.routing;

import io.atoll.core.operation.Namespace;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Versioned intent and health: what every name server and edge follows, and keeps following from
 * disk when all controllers are dead.
 *
 * @param version orders tables, also those of different controllers
 * @param regions every member region, serving or not
 * @param namespaces every namespace, by name
 * @param ended incarnations that were expelled: whoever mirrors one closes its mirror, and whoever
 *     writes to one stops
 */
public record RoutingTable(
    HybridTimestamp version,
    SortedMap<RegionId, RegionEntry> regions,
    SortedMap<String, Namespace> namespaces,
    SortedSet<IncarnationId> ended) {
  /** What a process holds before it has ever heard of a table. */
  public static final RoutingTable NONE =
      new RoutingTable(HybridTimestamp.ZERO, new TreeMap<>(), new TreeMap<>());

  /** One of members that were never expelled. */
  public RoutingTable(
      HybridTimestamp version,
      SortedMap<RegionId, RegionEntry> regions,
      SortedMap<String, Namespace> namespaces) {
    this(version, regions, namespaces, new TreeSet<>());
  }

  public RoutingTable {
    regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
    namespaces = Collections.unmodifiableSortedMap(new TreeMap<>(namespaces));
    ended = Collections.unmodifiableSortedSet(new TreeSet<>(ended));
    checkKeys(regions);
  }

  /** The regions that nobody waits for, or believes to have what others don't. */
  public SortedSet<RegionId> expelled() {
    SortedSet<RegionId> expelled = new TreeSet<>();
    regions.forEach((id, entry) -> {
      if (entry.state() == RegionState.EXPELLED) {
        expelled.add(id);
      }
    });
    return expelled;
  }

  private static void checkKeys(Map<RegionId, RegionEntry> regions) {
    regions.forEach((id, entry) -> {
      if (!id.equals(entry.id())) {
        throw new IllegalArgumentException(
            "entry of region %s stands under %s".formatted(entry.id(), id));
      }
    });
  }

  /** The newer of the two; of two with one version, this one. */
  public RoutingTable newer(RoutingTable other) {
    return other.version.compareTo(version) > 0 ? other : this;
  }

  public Optional<Namespace> namespace(String name) {
    return Optional.ofNullable(namespaces.get(name));
  }

  /** Whether this is a table that somebody made. */
  public boolean isKnown() {
    return !version.equals(HybridTimestamp.ZERO);
  }
}
