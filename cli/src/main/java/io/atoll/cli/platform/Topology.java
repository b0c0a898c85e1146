package io.atoll.cli.platform;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import java.util.List;
import java.util.stream.Stream;

/** Which regions a platform has, and where. */
record Topology(AddressPlan plan, List<PlatformRegion> regions) {
  static final int EDGES_PER_REGION = 2;
  static final int PARTITIONS = 4;

  private static final List<PlatformRegion> REGIONS =
      List.of(
          new PlatformRegion(RegionId.of("us-east"), 1, new Coordinates(38.95, -77.45)),
          new PlatformRegion(RegionId.of("eu-west"), 2, new Coordinates(53.35, -6.26)),
          new PlatformRegion(RegionId.of("ap-northeast"), 3, new Coordinates(35.68, 139.69)));

  static final int REGIONS_MAX = REGIONS.size();

  Topology {
    regions = List.copyOf(regions);
  }

  /** The first {@code count} of us-east, eu-west, ap-northeast. */
  static Topology of(AddressPlan plan, int count) {
    if (count < 1 || count > REGIONS_MAX) {
      throw new IllegalArgumentException(
          "%d regions are not 1 to %d".formatted(count, REGIONS_MAX));
    }
    return new Topology(plan, REGIONS.subList(0, count));
  }

  /** All regions but one. */
  List<PlatformRegion> othersThan(PlatformRegion region) {
    return regions.stream().filter(other -> !other.equals(region)).toList();
  }

  /** All regions, this one first. */
  List<PlatformRegion> startingWith(PlatformRegion region) {
    return Stream.concat(Stream.of(region), othersThan(region).stream()).toList();
  }
}
