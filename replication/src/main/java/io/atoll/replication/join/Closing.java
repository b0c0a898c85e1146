package io.atoll.replication.join;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.ClosingRules;
import io.atoll.replication.mirror.MirrorPositions;
import io.atoll.replication.mirror.kafka.MirrorRegister;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the other members have closed their mirrors of a life of this region's log that was
 * ended. Once all have, what the highest of them has is all that there will ever be of it: whatever
 * follows in the log, only this region has. All calls block.
 */
public final class Closing {
  private static final Logger log = LoggerFactory.getLogger(Closing.class);

  private final IncarnationId ended;
  private final Map<RegionId, String> members;

  /**
   * Does nothing yet.
   *
   * @param members {@code host:port} of the other members' Kafkas, as reached from here
   */
  public Closing(IncarnationId ended, Map<RegionId, String> members) {
    this.ended = ended;
    this.members = Map.copyOf(members);
  }

  /** The members that have not closed it yet, or don't answer. */
  public SortedSet<RegionId> open() {
    Map<RegionId, Optional<MirrorPositions>> mirrors = new TreeMap<>();
    members.forEach((region, at) -> {
      mirrors.put(region, Optional.empty());
      try (MirrorRegister theirs = new MirrorRegister(at)) {
        mirrors.put(region, Optional.of(theirs.positions(ended.region())));
      } catch (KafkaException e) {
        log.atInfo().log(
            "{} can't say whether its mirror of {} is closed: {}", region, ended, e.getMessage());
      }
    });
    return ClosingRules.open(ended, mirrors);
  }
}
