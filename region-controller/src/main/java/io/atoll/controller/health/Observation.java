package io.atoll.controller.health;

import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one region's controller last saw of a region: its own from inside, another from outside.
 *
 * @param version orders the observations of one observer; it makes a new one every round, changed
 *     or not
 * @param edges per edge node, whether it can be used
 * @param caughtUp whether its replicator says that it has caught up
 * @param detail what is wrong, for people; empty if nothing is
 */
public record Observation(
    RegionId observer,
    RegionId subject,
    HybridTimestamp version,
    SortedMap<String, Boolean> edges,
    boolean caughtUp,
    String detail) {
  private static final Comparator<Observation> NEWER =
      Comparator.comparing(Observation::version)
          // An observer never uses a version twice. If it did, all must still choose alike.
          .thenComparing(Observation::toString);

  public Observation {
    edges = Collections.unmodifiableSortedMap(new TreeMap<>(edges));
  }

  public boolean isInside() {
    return observer.equals(subject);
  }

  /** Whether the region can be used: at least one edge can. */
  public boolean isGood() {
    return edges.containsValue(true);
  }

  /** The newer of two observations of one region by one observer. */
  Observation newer(Observation other) {
    return NEWER.compare(this, other) >= 0 ? this : other;
  }
}
