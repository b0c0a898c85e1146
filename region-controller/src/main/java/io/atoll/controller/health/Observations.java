package io.atoll.controller.health;

import io.atoll.core.region.RegionId;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The newest observation of each observer about each region. Merging is commutative, associative
 * and idempotent, so it doesn't matter who heard what from whom, how often, in which order.
 */
public record Observations(SortedMap<Sight, Observation> newest) {
  public static final Observations NONE = new Observations(new TreeMap<>());

  /** Who looks at whom. */
  public record Sight(RegionId observer, RegionId subject) implements Comparable<Sight> {
    private static final Comparator<Sight> ORDER =
        Comparator.comparing(Sight::observer).thenComparing(Sight::subject);

    @Override
    public int compareTo(Sight other) {
      return ORDER.compare(this, other);
    }
  }

  public Observations {
    newest = Collections.unmodifiableSortedMap(new TreeMap<>(newest));
  }

  /** These and the others, of each pair the newer. */
  public Observations merge(Observations others) {
    return with(others.newest.values());
  }

  public Observations with(Collection<Observation> others) {
    SortedMap<Sight, Observation> merged = new TreeMap<>(newest);
    for (Observation other : others) {
      merged.merge(
          new Sight(other.observer(), other.subject()), other, (mine, its) -> mine.newer(its));
    }
    return new Observations(merged);
  }

  /** Those by and about these regions; what a stranger sends is dropped here. */
  public Observations among(Set<RegionId> regions) {
    SortedMap<Sight, Observation> kept = new TreeMap<>();
    for (Map.Entry<Sight, Observation> entry : newest.entrySet()) {
      if (regions.contains(entry.getKey().observer())
          && regions.contains(entry.getKey().subject())) {
        kept.put(entry.getKey(), entry.getValue());
      }
    }
    return new Observations(kept);
  }

  public Optional<Observation> of(RegionId observer, RegionId subject) {
    return Optional.ofNullable(newest.get(new Sight(observer, subject)));
  }
}
