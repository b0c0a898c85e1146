package io.atoll.replication.join;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.MirrorDecision.Truncated;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorPositions;
import io.atoll.replication.mirror.MirrorRules;
import io.atoll.replication.mirror.kafka.Asking;
import io.atoll.replication.mirror.kafka.LogLineage;
import io.atoll.replication.mirror.kafka.MirrorRegister;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether this region's log lost records that other regions have mirrored of it. If it did,
 * what is written now gets positions that mean other operations elsewhere: nobody takes it, and
 * nothing but a {@link Reseed} leads out. All calls block.
 *
 * <p>A log loses nothing while it is led by the same broker process. So every region is asked once
 * for every leader that the log has, and again as long as it does not answer.
 */
public final class LogCheck implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogCheck.class);

  /** Asking one that does not answer takes some seconds, and a few connections. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

  private final IncarnationId own;
  private final String bootstrap;
  private final int partitions;
  private final Map<RegionId, String> peers;
  private final LogLineage leaders;
  private final SortedSet<RegionId> silent = new TreeSet<>();
  private SortedMap<Integer, Integer> leaderEpochs = Collections.emptySortedMap();
  private long askAgainNanos;
  private @Nullable Loss loss;

  /**
   * What a log lost.
   *
   * @param witness the region that has it
   */
  public record Loss(RegionId witness, int partition, Truncated what) {
    /** For the operator. */
    public String explanation() {
      return "the log lost records: partition %d is what it was up to offset %d only, but %s has mirrored it up to %d"
          .formatted(partition, what.end(), witness, what.mirrored());
    }
  }

  /**
   * Does nothing yet.
   *
   * @param own the life that this region's log is in
   * @param bootstrap {@code host:port} of this region's Kafka
   * @param partitions of the log
   * @param peers {@code host:port} of the other regions' Kafkas, as reached from here
   */
  public LogCheck(
      IncarnationId own, String bootstrap, int partitions, Map<RegionId, String> peers) {
    this.own = own;
    this.bootstrap = bootstrap;
    this.partitions = partitions;
    this.peers = Map.copyOf(peers);
    leaders = new LogLineage(bootstrap);
  }

  /**
   * Asks whoever is to be asked; nobody, mostly.
   *
   * @return what the log lost; empty: nothing, as far as the regions know that answered
   * @throws KafkaException if this region's own Kafka does not answer
   */
  public Optional<Loss> look() throws InterruptedException {
    SortedMap<Integer, Integer> now = leaders.leaderEpochs(partitions);
    if (!now.equals(leaderEpochs)) {
      silent.addAll(peers.keySet());
      leaderEpochs = now;
    } else if (silent.isEmpty() || System.nanoTime() - askAgainNanos < 0) {
      return Optional.ofNullable(loss);
    }
    SortedMap<RegionId, MirrorPositions> found = positions();
    // What it knew of a former leader is of no use.
    try (LogLineage lineage = new LogLineage(bootstrap)) {
      found.forEach((region, theirs) -> {
        compare(lineage, region, theirs);
        silent.remove(region);
      });
    }
    askAgainNanos = System.nanoTime() + ASK_AGAIN.toNanos();
    return Optional.ofNullable(loss);
  }

  /** Those that could not be asked yet about the log as it is now. */
  public SortedSet<RegionId> silent() {
    return Collections.unmodifiableSortedSet(silent);
  }

  private SortedMap<RegionId, MirrorPositions> positions() throws InterruptedException {
    Map<RegionId, MirrorPositions> found = Collections.synchronizedMap(new TreeMap<>());
    Asking.each(
        new TreeSet<>(silent),
        region -> {
          String at = peers.getOrDefault(region, "");
          try (MirrorRegister theirs = new MirrorRegister(at)) {
            found.put(region, theirs.positions(own.region()));
          } catch (KafkaException e) {
            log.atDebug().log(
                "{} at {} can't say what it has mirrored of {}: {}",
                region,
                at,
                own,
                e.getMessage());
          }
        });
    return new TreeMap<>(found);
  }

  private void compare(LogLineage lineage, RegionId region, MirrorPositions theirs) {
    for (var partition : theirs.byPartition().entrySet()) {
      MirrorPosition at = partition.getValue().get(own);
      if (at != null) {
        MirrorRules.trusted(at, lineage.sharedUpTo(partition.getKey(), at))
            .ifPresent(what -> loss = new Loss(region, partition.getKey(), what));
      }
    }
  }

  @Override
  public void close() {
    leaders.close();
  }
}
