package io.atoll.replication.join;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.replication.apply.LogEntry;
import io.atoll.replication.apply.OwnLog;
import io.atoll.replication.cell.Loss;
import io.atoll.replication.conflict.Conflict;
import io.atoll.replication.conflict.ConflictLedger;
import io.atoll.replication.kafka.LogSeal;
import io.atoll.replication.kafka.RegionTopics;
import io.atoll.replication.log.OperationCodec;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MissingRange;
import io.atoll.replication.mirror.kafka.LogLineage;
import io.atoll.replication.mirror.kafka.MirrorRegister;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a region forget everything, so that {@link Joining} fills it anew when it next starts, under
 * a new incarnation. What only it had goes to its conflict ledger first. All calls block.
 *
 * <p>None of the region's replicators may be at work any more. Its edges may: the log is sealed
 * first. A reseed that is interrupted leaves a region whose log is sealed still, with or without a
 * state; it can be done again.
 */
public final class Reseed {
  private static final Logger log = LoggerFactory.getLogger(Reseed.class);

  /** Bounds what is in memory. */
  private static final int MIRRORED_AT_ONCE = 500;

  private final IncarnationId own;
  private final String bootstrap;
  private final int partitions;
  private final Map<RegionId, String> peers;

  /**
   * Does nothing yet.
   *
   * @param own the life that this region's log is in
   * @param bootstrap {@code host:port} of this region's Kafka
   * @param peers {@code host:port} of the other regions' Kafkas, as reached from here
   */
  public Reseed(IncarnationId own, String bootstrap, int partitions, Map<RegionId, String> peers) {
    this.own = own;
    this.bootstrap = bootstrap;
    this.partitions = partitions;
    this.peers = Map.copyOf(peers);
  }

  /**
   * Sees to it that there is a region to be filled from, and that all say what they have.
   *
   * @throws IllegalStateException if that is not so
   */
  public void requirePeers() {
    if (peers.isEmpty()) {
      throw new IllegalStateException("there is no other region to be filled from");
    }
    mirrored();
  }

  /**
   * Keeps what only this region has, and removes its state, positions, mirrors and log.
   *
   * @return how many writes were kept
   * @throws IllegalStateException if another region does not say what it has; nothing is removed
   */
  public long run() throws InterruptedException {
    try (LogSeal seal = new LogSeal(bootstrap)) {
      seal.set(partitions);
    }
    long kept = 0;
    SortedMap<Integer, Long> mirrored = mirrored();
    try (ConflictLedger ledger = new ConflictLedger(bootstrap)) {
      for (int partition = 0; partition < partitions; partition++) {
        kept += keep(partition, mirrored.getOrDefault(partition, 0L), ledger);
      }
      for (MissingRange range : new Copies(bootstrap, peers).onlyHere()) {
        for (long from = range.from(); from < range.to(); from += MIRRORED_AT_ONCE) {
          long to = Math.min(range.to(), from + MIRRORED_AT_ONCE);
          kept += keep(new MissingRange(range.partition(), range.incarnation(), from, to), ledger);
        }
      }
    }
    log.atWarn().log("forgetting {}; {} writes that only it had are in the ledger", own, kept);
    try (RegionTopics topics = new RegionTopics(bootstrap)) {
      // In this order: with its log a region without a state is filled as well.
      topics.forgetCopies();
      topics.forgetLog();
    }
    return kept;
  }

  /**
   * Up to where any other region has what is in this one's log, by partition. A log that lost
   * records and went on differently has others at the positions that were mirrored.
   */
  private SortedMap<Integer, Long> mirrored() {
    SortedMap<Integer, Long> mirrored = new TreeMap<>();
    peers.forEach((region, at) -> {
      try (MirrorRegister theirs = new MirrorRegister(at);
          LogLineage lineage = new LogLineage(bootstrap)) {
        theirs
            .positions(own.region())
            .byPartition()
            .forEach((partition, lives) -> {
              MirrorPosition position = lives.get(own);
              if (position != null) {
                mirrored.merge(partition, lineage.sharedUpTo(partition, position), Math::max);
              }
            });
      } catch (KafkaException e) {
        throw new IllegalStateException(
            "%s at %s does not say what it has mirrored of %s: %s"
                .formatted(region, at, own.region(), e.getMessage()),
            e);
      }
    });
    return mirrored;
  }

  private long keep(int partition, long from, ConflictLedger ledger) throws InterruptedException {
    long kept = 0;
    try (OwnLog reader = new OwnLog(bootstrap, own, partition, from)) {
      while (!reader.isAtEnd()) {
        List<Conflict> conflicts = reader.next().stream().map(Reseed::leftBehind).toList();
        ledger.keep(partition, conflicts);
        kept += conflicts.size();
      }
    }
    return kept;
  }

  /** Of a source that is gone, this region's mirror may be the last. */
  private long keep(MissingRange range, ConflictLedger ledger) throws InterruptedException {
    List<LogEntry> entries = new ArrayList<>();
    MirrorRegister.read(
        bootstrap,
        partitions,
        range,
        (at, record) ->
            entries.add(new LogEntry(at, OperationCodec.decode(record.key(), record.value()))));
    ledger.keep(range.partition(), entries.stream().map(Reseed::leftBehind).toList());
    return entries.size();
  }

  /** Nothing has won over it: it stands on both sides. */
  private static Conflict leftBehind(LogEntry entry) {
    Position at = entry.at();
    return new Conflict(
        entry.operation().key(),
        new Loss(
            entry.operation().mutation(),
            at,
            entry.operation().timestamp(),
            at,
            entry.operation().timestamp()),
        Conflict.Reason.LEFT_BEHIND,
        entry.operation().timestamp().millis());
  }
}
