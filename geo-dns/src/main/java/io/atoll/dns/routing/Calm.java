package io.atoll.dns.routing;

import io.atoll.core.routing.EdgeEntry;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether a change of regions is near, so that users had better not keep an answer for long: there
 * was one not long ago, or a region is unwell.
 *
 * @param since when there last was one, in nanoseconds of a clock that never goes back
 * @param uneasy whether a region is about to come back, or serves with some of its edges only
 */
public record Calm(long since, boolean uneasy) {
  /** What users notice of a region. */
  private record Seen(RegionState state, int weight, List<EdgeEntry> edges) {
    static Seen of(RegionEntry region) {
      return new Seen(region.state(), region.weight(), region.edges());
    }

    boolean isUneasy() {
      return switch (state) {
        case RECOVERING -> true;
        case UP -> !edges.stream().allMatch(EdgeEntry::healthy);
        case DOWN, DRAINED, EXPELLED -> false;
      };
    }
  }

  /** Of a name server that starts, which can't know what was before. */
  public static Calm start(long now) {
    return new Calm(now, false);
  }

  /** Goes on from one table to a newer one. */
  public Calm follow(RoutingTable before, RoutingTable after, long now) {
    Map<?, Seen> seen = seen(after);
    return new Calm(
        seen.equals(seen(before)) ? since : now, seen.values().stream().anyMatch(Seen::isUneasy));
  }

  private static Map<?, Seen> seen(RoutingTable table) {
    return table.regions().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> Seen.of(entry.getValue())));
  }

  /** Whether nothing has changed for so long, nor is about to. */
  public boolean isQuiet(long now, Duration atLeast) {
    return !uneasy && now - since >= atLeast.toNanos();
  }
}
