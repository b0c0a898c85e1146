package io.atoll.chaos.fault;

import io.atoll.core.region.RegionId;
import java.util.Set;

/** Something that a drill breaks. Closed: a new case must say whose users it hits. */
public sealed interface Fault {
  /** SIGKILL to every process of a region at once; none is started again while it is held. */
  record KillRegion(RegionId region) implements Fault {
    @Override
    public String toString() {
      return "kill " + region;
    }
  }

  /** SIGKILL to one process; it is not started again while it is held. */
  record KillNode(RegionId region, String node) implements Fault {
    @Override
    public String toString() {
      return "kill " + region + "/" + node;
    }
  }

  /** Nothing passes the WAN from one region to another; the way back stays open. */
  record CutWan(RegionId from, RegionId to) implements Fault {
    public CutWan {
      if (from.equals(to)) {
        throw new IllegalArgumentException(
            "a WAN link joins two regions, but both are %s".formatted(from));
      }
    }

    @Override
    public String toString() {
      return "cut-wan " + from + " -> " + to;
    }
  }

  /**
   * Reads {@code eu-west} as the region and {@code eu-west/redis} as one node of it.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  static Fault kill(String target) {
    int slash = target.indexOf('/');
    if (slash < 0) {
      return new KillRegion(RegionId.of(target));
    }
    String node = target.substring(slash + 1);
    if (node.isEmpty() || node.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "'%s' is neither a region (eu-west) nor a node of one (eu-west/redis)".formatted(target));
    }
    return new KillNode(RegionId.of(target.substring(0, slash)), node);
  }

  /**
   * Reads {@code us-east -> eu-west}.
   *
   * @throws IllegalArgumentException if the text is not two different regions and an arrow
   */
  static Fault cutWan(String link) {
    String[] ends = link.split("->", -1);
    if (ends.length != 2) {
      throw new IllegalArgumentException(
          "'%s' is not a directed link, such as 'us-east -> eu-west'".formatted(link));
    }
    return new CutWan(RegionId.of(ends[0].strip()), RegionId.of(ends[1].strip()));
  }

  /** The regions that this takes from their users altogether. */
  default Set<RegionId> lostRegions() {
    return switch (this) {
      case KillRegion(RegionId region) -> Set.of(region);
      case KillNode _, CutWan _ -> Set.of();
    };
  }

  /** The regions whose users may notice at all. */
  default Set<RegionId> touchedRegions() {
    return switch (this) {
      case KillRegion(RegionId region) -> Set.of(region);
      case KillNode(RegionId region, _) -> Set.of(region);
      case CutWan(RegionId from, RegionId to) -> Set.of(from, to);
    };
  }
}
