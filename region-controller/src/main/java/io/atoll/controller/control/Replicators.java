package io.atoll.controller.control;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.SortedSet;

/** What regions' replicators say when they are asked. An answer may be as old as a round trip. */
public interface Replicators {
  /**
   * The lives that a region's log is or was in, as far as a region has mirrored it, or is it.
   *
   * @return failed if that region's replicator does not answer
   */
  Future<SortedSet<IncarnationId>> lives(RegionId asked, RegionId of);

  /**
   * How a region is.
   *
   * @return failed if its replicator does not answer
   */
  Future<Report> report(RegionId region);

  /**
   * What a replicator says of its region.
   *
   * @param life its log is in; empty: it is not that far yet
   * @param ready whether it has caught up
   * @param reason why not
   */
  record Report(Optional<IncarnationId> life, boolean ready, String reason) {}
}
