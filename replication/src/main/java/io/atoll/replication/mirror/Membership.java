package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RoutingTable;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who counts, by the newest routing table that was heard of.
 *
 * @param expelled regions that nobody waits for, and from which nothing is taken
 * @param ended lives of logs that were expelled: their mirrors are closed, which is for good
 */
public record Membership(SortedSet<RegionId> expelled, SortedSet<IncarnationId> ended) {
  /** All regions are members, and none of their lives was ended. */
  public static final Membership ALL = new Membership(new TreeSet<>(), new TreeSet<>());

  public Membership {
    expelled = Collections.unmodifiableSortedSet(new TreeSet<>(expelled));
    ended = Collections.unmodifiableSortedSet(new TreeSet<>(ended));
  }

  public static Membership of(RoutingTable table) {
    return new Membership(table.expelled(), table.ended());
  }

  /** Whether what this region has is believed, and waited for. */
  public boolean counts(RegionId region) {
    return !expelled.contains(region);
  }

  /** The lives of this region's log that were ended. */
  public SortedSet<IncarnationId> ended(RegionId region) {
    SortedSet<IncarnationId> lives = new TreeSet<>(ended);
    lives.removeIf(life -> !life.region().equals(region));
    return lives;
  }
}
