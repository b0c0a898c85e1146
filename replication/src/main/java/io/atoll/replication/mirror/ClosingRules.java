package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How a life of a region's log ends that was expelled. Each member <em>closes</em> its mirror of
 * it: from then on that gets nothing from the source. Once all have, the life's end is what the
 * highest of them has, and all come to it by what other members' mirrors have.
 */
public final class ClosingRules {
  private ClosingRules() {}

  /**
   * What is to be closed before anything else is done with a mirror.
   *
   * @param committed what the mirror itself says
   */
  public static SortedSet<IncarnationId> due(
      Membership members, RegionId source, MirrorPositions committed) {
    SortedSet<IncarnationId> due = members.ended(source);
    due.removeIf(committed::isClosed);
    return due;
  }

  /**
   * The members that have not closed a life yet, or don't say. As long as there is one, nobody
   * knows where it ends: neither may the region itself forget its log, nor may anybody forget what
   * was deleted.
   *
   * @param members for every member but the region itself what its mirror of it says; empty: it
   *     does not answer
   */
  public static SortedSet<RegionId> open(
      IncarnationId ended, Map<RegionId, Optional<MirrorPositions>> members) {
    SortedSet<RegionId> open = new TreeSet<>();
    members.forEach((region, mirror) -> {
      if (mirror.isEmpty() || !mirror.get().isClosed(ended)) {
        open.add(region);
      }
    });
    return open;
  }
}
