package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.MirrorDecision.Problem;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorPositions;
import io.atoll.replication.mirror.MirrorRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks other regions, before anything is taken that was written under a new leader of the source's
 * log, whether they have mirrored more than that leader has. A mirror that had not come as far as
 * where a log was cut could not tell by itself.
 *
 * <p>One leader of each partition is asked about once a session. A region that does not answer is
 * left aside.
 */
final class NewLeaders {
  private static final Logger log = LoggerFactory.getLogger(NewLeaders.class);

  private final MirrorLinkConfig config;
  private final List<MirrorLinkConfig.Peer> peers;

  /** By partition, up to which leader epoch others have been asked. */
  private final Map<Integer, Integer> asked = new HashMap<>();

  /** By partition, what the leader of that time lacks. */
  private final Map<Integer, Problem> lacking = new HashMap<>();

  /**
   * Has asked nobody yet.
   *
   * @param counts whether a region's mirror is good for anything
   */
  NewLeaders(MirrorLinkConfig config, Predicate<RegionId> counts) {
    this.config = config;
    peers = config.peers().stream().filter(peer -> counts.test(peer.region())).toList();
  }

  /**
   * Why a record must not be taken; empty: others need not be asked, or have nothing against it.
   *
   * @param at where the mirror stands
   * @param epoch the record's
   * @throws SourceUnreachableException if the source can't be asked what it has
   */
  Optional<Problem> objection(int partition, MirrorPosition at, int epoch) {
    if (peers.isEmpty() || !MirrorRules.isOfNewLeader(at, epoch)) {
      return Optional.empty();
    }
    if (epoch > asked.getOrDefault(partition, MirrorPosition.EPOCH_UNKNOWN)) {
      ask(at.incarnation());
    }
    return Optional.ofNullable(lacking.get(partition));
  }

  private void ask(IncarnationId life) {
    try (LogLineage lineage = new LogLineage(config.sourceBootstrap())) {
      // Before the others are: what they say is no word on a leader that comes meanwhile.
      SortedMap<Integer, Integer> epochs = lineage.leaderEpochs(config.partitions());
      lacking.clear();
      for (MirrorPositions theirs : mirrors()) {
        theirs
            .byPartition()
            .forEach((partition, lives) -> {
              MirrorPosition at = lives.get(life);
              if (at != null) {
                MirrorRules.trusted(at, lineage.sharedUpTo(partition, at))
                    .ifPresent(lost -> lacking.put(partition, lost));
              }
            });
      }
      asked.putAll(epochs);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new SourceUnreachableException(
          "%s at %s does not say what its log has under a new leader: %s"
              .formatted(config.source(), config.sourceBootstrap(), e.getMessage()),
          e);
    }
  }

  private Iterable<MirrorPositions> mirrors() {
    ConcurrentLinkedQueue<MirrorPositions> mirrors = new ConcurrentLinkedQueue<>();
    try {
      Asking.each(
          peers,
          peer -> {
            try (PeerMirror theirs = new PeerMirror(config, peer)) {
              mirrors.add(theirs.positions());
            } catch (SourceUnreachableException e) {
              log.atInfo()
                  .addKeyValue("source", config.source())
                  .log(
                      "{} can't be asked about a new leader of the source's log: {}",
                      peer.region(),
                      e.getMessage());
            }
          });
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    return mirrors;
  }
}
