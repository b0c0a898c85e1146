package io.atoll.controller.health;

import io.atoll.controller.health.Observations.Sight;
import io.atoll.core.time.HybridTimestamp;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When this controller last heard something new of each observer about each region, by its own
 * monotonic clock: how it tells silence without comparing clocks with anybody.
 */
public record Sightings(SortedMap<Sight, Sighting> last) {
  public static final Sightings NONE = new Sightings(new TreeMap<>());

  /** A version, and when it was first seen here. */
  public record Sighting(HybridTimestamp version, long atNanos) {}

  public Sightings {
    last = Collections.unmodifiableSortedMap(new TreeMap<>(last));
  }

  /** Notes at this moment whichever of these observations are new. */
  public Sightings note(Observations observations, long nowNanos) {
    SortedMap<Sight, Sighting> noted = new TreeMap<>(last);
    for (Map.Entry<Sight, Observation> entry : observations.newest().entrySet()) {
      HybridTimestamp version = entry.getValue().version();
      Sighting known = noted.get(entry.getKey());
      if (known == null || version.compareTo(known.version()) > 0) {
        noted.put(entry.getKey(), new Sighting(version, nowNanos));
      }
    }
    return new Sightings(noted);
  }

  /** Whether something new was heard within this time. */
  public boolean isFresh(Sight sight, long nowNanos, Duration silentAfter) {
    Sighting known = last.get(sight);
    return known != null && nowNanos - known.atNanos() <= silentAfter.toNanos();
  }
}
