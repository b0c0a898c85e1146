package io.atoll.replication.join;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.kafka.LogLineage;
import io.atoll.replication.mirror.kafka.MirrorRegister;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether this region's log lost records that other regions have mirrored of it. If it did,
 * what is written now gets positions that mean other operations elsewhere: nobody takes it, and
 * nothing but a {@link Reseed} leads out. All calls block.
 */
public final class LogCheck {
  private static final Logger log = LoggerFactory.getLogger(LogCheck.class);

  private final IncarnationId own;
  private final String bootstrap;
  private final Map<RegionId, String> peers;

  /**
   * Does nothing yet.
   *
   * @param own the life that this region's log is in
   * @param bootstrap {@code host:port} of this region's Kafka
   * @param peers {@code host:port} of the other regions' Kafkas, as reached from here
   */
  public LogCheck(IncarnationId own, String bootstrap, Map<RegionId, String> peers) {
    this.own = own;
    this.bootstrap = bootstrap;
    this.peers = Map.copyOf(peers);
  }

  /** What is wrong, for the operator; empty: nothing, as far as the regions know that answer. */
  public Optional<String> run() {
    for (Map.Entry<RegionId, String> peer : peers.entrySet()) {
      try {
        Optional<String> lost = compare(peer.getKey(), peer.getValue());
        if (lost.isPresent()) {
          return lost;
        }
      } catch (KafkaException e) {
        log.atInfo().log(
            "{} can't say what it has mirrored of {}: {}", peer.getKey(), own, e.getMessage());
      }
    }
    return Optional.empty();
  }

  private Optional<String> compare(RegionId region, String at) {
    try (MirrorRegister theirs = new MirrorRegister(at);
        LogLineage log = new LogLineage(bootstrap)) {
      for (var partition : theirs.positions(own.region()).byPartition().entrySet()) {
        MirrorPosition position = partition.getValue().get(own);
        long shared =
            position == null ? Long.MAX_VALUE : log.sharedUpTo(partition.getKey(), position);
        if (position != null && shared < position.nextOffset()) {
          return Optional.of(
              "the log lost records: partition %d is what it was up to offset %d only, but %s has mirrored it up to %d. Take this region out and have it begin anew: atoll region drain %s, then atoll replication reseed %s"
                  .formatted(
                      partition.getKey(),
                      shared,
                      region,
                      position.nextOffset(),
                      own.region(),
                      own.region()));
        }
      }
      return Optional.empty();
    }
  }
}
