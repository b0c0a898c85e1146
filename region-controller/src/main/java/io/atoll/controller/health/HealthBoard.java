package io.atoll.controller.health;

import io.atoll.core.region.RegionId;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The health of all regions, as one controller sees it. */
public record HealthBoard(SortedMap<RegionId, RegionHealth> regions) {
  public HealthBoard {
    regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
  }

  public static HealthBoard start(Set<RegionId> members, long nowNanos, HealthPolicy policy) {
    SortedMap<RegionId, RegionHealth> regions = new TreeMap<>();
    members.forEach(member -> regions.put(member, RegionHealth.start(nowNanos, policy)));
    return new HealthBoard(regions);
  }

  public HealthBoard step(
      Observations observations, Sightings sightings, long nowNanos, HealthPolicy policy) {
    SortedMap<RegionId, RegionHealth> next = new TreeMap<>();
    regions.forEach((region, health) -> {
      Assessment assessment =
          Assessment.of(
              region, regions.keySet(), observations, sightings, nowNanos, policy.silentAfter());
      next.put(region, health.step(assessment, nowNanos, policy));
    });
    return new HealthBoard(next);
  }

  /** A member's health. */
  public RegionHealth of(RegionId region) {
    return Objects.requireNonNull(
        regions.get(region), () -> "region %s is not a member".formatted(region));
  }
}
