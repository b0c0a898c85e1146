package io.atoll.dns.routing;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much of its users each region is given while a change is under way. What an operator changes,
 * and a region that comes back, moves from the share before to the one after at a set pace; what
 * fails is left out at once.
 *
 * <p>Because a {@link Ladder} decides by a hash which users a share is, those who have moved stay
 * where they are while the others follow, and nobody else moves.
 *
 * @param shares by region; a region that was never seen before begins with all that is its due
 */
public record Ramp(SortedMap<RegionId, Share> shares) {
  public static final Ramp START = new Ramp(new TreeMap<>());

  /**
   * A share on its way.
   *
   * @param from in percent, at the beginning
   * @param to in percent, at the end
   * @param since when it began, in nanoseconds of a clock that never goes back
   * @param takes how long it takes; nothing if it has changed at once
   */
  public record Share(int from, int to, long since, Duration takes) {
    /** As it is by now, in percent. */
    public int at(long now) {
      long passed = now - since;
      return passed >= takes.toNanos()
          ? to
          : from + (int) ((to - from) * (double) passed / takes.toNanos());
    }

    /** How long it is still on its way; zero if it has arrived. */
    public Duration left(long now) {
      Duration left = takes.minusNanos(now - since);
      return from == to || left.isNegative() ? Duration.ZERO : left;
    }
  }

  public Ramp {
    shares = Collections.unmodifiableSortedMap(new TreeMap<>(shares));
  }

  /**
   * Goes on from what users are given by now to a newer table.
   *
   * @param pace from no users to all that may come; zero changes everything at once
   */
  public Ramp follow(RoutingTable table, long now, Duration pace) {
    SortedMap<RegionId, Share> next = new TreeMap<>();
    table.regions().forEach((id, region) -> next.put(id, share(region, now, pace)));
    return new Ramp(next);
  }

  private Share share(RegionEntry region, long now, Duration pace) {
    int due = due(region);
    Share before = shares.get(region.id());
    if (before != null && before.to == due && !hasFailed(region)) {
      return before;
    }
    int from = before == null || hasFailed(region) ? due : before.at(now);
    long nanos = pace.toNanos() * Math.abs(due - from) / RegionEntry.WEIGHT_MAX;
    return new Share(from, due, now, Duration.ofNanos(nanos));
  }

  private static int due(RegionEntry region) {
    return region.servesUsers() ? region.weight() : 0;
  }

  /**
   * Drained ones are meant to finish their users' work, so only those that can't are out; what an
   * expelled one accepts is lost to its users.
   */
  private static boolean hasFailed(RegionEntry region) {
    return switch (region.state()) {
      case DOWN, RECOVERING, EXPELLED -> true;
      case UP, DRAINED -> region.edges().stream().noneMatch(edge -> edge.healthy());
    };
  }

  /** Whether any share is on its way. */
  public boolean isMoving(long now) {
    return shares.values().stream().anyMatch(share -> !share.left(now).isZero());
  }

  /**
   * The table by which to answer now: with the shares as they are, and regions that still leave.
   */
  public RoutingTable shown(RoutingTable table, long now) {
    SortedMap<RegionId, RegionEntry> shown = new TreeMap<>();
    for (Map.Entry<RegionId, RegionEntry> entry : table.regions().entrySet()) {
      Share share = shares.get(entry.getKey());
      shown.put(
          entry.getKey(),
          share == null || share.left(now).isZero()
              ? entry.getValue()
              : weighing(entry.getValue(), RegionState.UP, share.at(now)));
    }
    return new RoutingTable(table.version(), shown, table.namespaces());
  }

  static RegionEntry weighing(RegionEntry region, RegionState state, int weight) {
    return new RegionEntry(
        region.id(), region.coordinates(), state, weight, region.edges(), region.reason());
  }
}
