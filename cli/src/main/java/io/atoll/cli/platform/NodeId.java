package io.atoll.cli.platform;

import io.atoll.core.region.RegionId;

/** A process of the platform: {@code us-east/edge-1}. */
record NodeId(RegionId region, String node) {
  @Override
  public String toString() {
    return region + "/" + node;
  }

  /** Whether a target, a region's or a node's name, means this node. */
  boolean isMeantBy(String target) {
    return target.equals(region.value()) || target.equals(toString());
  }
}
