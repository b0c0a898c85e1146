package io.atoll.controller.raft;

import io.atoll.core.region.RegionId;
import java.net.InetSocketAddress;

/**
 * One region's controller among those that agree on intent.
 *
 * @param region its region, which is its name too
 * @param address where it listens, the same for all: its identity on the wire
 * @param via where this region reaches it; for the own region the address itself
 */
public record RaftMember(RegionId region, InetSocketAddress address, InetSocketAddress via) {
  public RaftMember {
    if (address.isUnresolved() || via.isUnresolved()) {
      throw new IllegalArgumentException(
          "address %s or %s of region %s's controller does not resolve"
              .formatted(address, via, region));
    }
  }
}
