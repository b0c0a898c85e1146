package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.IncarnationId;
import io.atoll.replication.mirror.MirrorDecision.Problem;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorPositions;
import io.atoll.replication.mirror.MirrorRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Other regions' mirrors of a source, held against what the source's log has now. */
final class PeerMirrors implements NewLeaders.Question {
  private static final Logger log = LoggerFactory.getLogger(PeerMirrors.class);

  private final MirrorLinkConfig config;
  private final List<MirrorLinkConfig.Peer> peers;

  PeerMirrors(MirrorLinkConfig config, List<MirrorLinkConfig.Peer> peers) {
    this.config = config;
    this.peers = List.copyOf(peers);
  }

  @Override
  public NewLeaders.Answer ask(IncarnationId life) {
    try (LogLineage lineage = new LogLineage(config.sourceBootstrap())) {
      // Before the others are: what they say is no word on a leader that comes meanwhile.
      SortedMap<Integer, Integer> epochs = lineage.leaderEpochs(config.partitions());
      Map<Integer, Problem> lacking = new HashMap<>();
      List<MirrorPositions> mirrors = mirrors();
      for (MirrorPositions theirs : mirrors) {
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
      return new NewLeaders.Answer(epochs, lacking, mirrors.size() == peers.size());
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new SourceUnreachableException(
          "%s at %s does not say what its log has under a new leader: %s"
              .formatted(config.source(), config.sourceBootstrap(), e.getMessage()),
          e);
    }
  }

  /** Of those that answer. */
  private List<MirrorPositions> mirrors() {
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
    return List.copyOf(mirrors);
  }
}
