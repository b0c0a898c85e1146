package io.atoll.replication.mirror.kafka;

import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.LinkProgress;
import io.atoll.replication.mirror.MirrorDecision.Append;
import io.atoll.replication.mirror.MirrorDecision.Problem;
import io.atoll.replication.mirror.MirrorDecision.SkipDuplicate;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorPositions;
import io.atoll.replication.mirror.MirrorRules;
import io.atoll.replication.mirror.MissingRange;
import io.atoll.replication.mirror.SourceExtent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes from other regions' mirrors what the source itself can't give, under the positions that it
 * had there. When all regions do so, they become equal without the source. It writes to the target
 * that the link's session has opened, so that a mirror has one writer whatever it reads from.
 */
final class PeerExchange {
  private static final Logger log = LoggerFactory.getLogger(PeerExchange.class);

  private final MirrorLinkConfig config;
  private final MirrorTarget target;
  private final LinkProgress progress;
  private final MirrorMetrics metrics;
  private final Pace pace;
  private final String mirror;
  private MirrorPositions ours;

  /**
   * An exchange.
   *
   * @param target open
   * @param opened what it said
   */
  PeerExchange(
      MirrorLinkConfig config,
      MirrorTarget target,
      MirrorTarget.Opened opened,
      LinkProgress progress,
      MirrorMetrics metrics,
      Pace pace) {
    this.config = config;
    this.target = target;
    this.progress = progress;
    this.metrics = metrics;
    this.pace = pace;
    mirror = opened.life();
    ours = opened.positions();
  }

  /**
   * Asks every region in turn; returns where the mirror stands then. A region that does not answer
   * is left aside.
   *
   * @param source what the source's partitions hold; empty: it can't be reached
   * @param counts whether a region's mirror is good for anything
   */
  MirrorPositions run(Map<Integer, SourceExtent> source, Predicate<RegionId> counts) {
    for (MirrorLinkConfig.Peer peer : config.peers()) {
      if (!counts.test(peer.region())) {
        continue;
      }
      try (PeerMirror theirs = new PeerMirror(config, peer)) {
        for (MissingRange range : MissingRange.of(ours, theirs.positions(), source)) {
          take(range, peer, theirs);
        }
      } catch (SourceUnreachableException e) {
        log.atInfo()
            .addKeyValue("source", config.source())
            .log(
                "{} can't be asked for what {} does not give: {}",
                peer.region(),
                config.source(),
                e.getMessage());
      }
    }
    return ours;
  }

  private void take(MissingRange range, MirrorLinkConfig.Peer peer, PeerMirror theirs) {
    AtomicBoolean joined = new AtomicBoolean();
    theirs.read(range, records -> append(range, records, joined));
    MirrorPosition at = position(range);
    log.atInfo()
        .addKeyValue("source", config.source())
        .addKeyValue("partition", range.partition())
        .log(
            "of {} it is mirrored now what precedes offset {}, from {} on by way of {}, which has what precedes {}",
            range.incarnation(),
            at.nextOffset(),
            range.from(),
            peer.region(),
            range.to());
  }

  private MirrorPosition position(MissingRange range) {
    MirrorPosition at = ours.of(range.partition(), range.incarnation());
    return at == null ? MirrorPosition.first(range.incarnation(), mirror) : at;
  }

  /** False: what comes next is not there, or the link shall stop. */
  private boolean append(
      MissingRange range, List<ConsumerRecord<byte[], byte[]>> records, AtomicBoolean joined) {
    MirrorPosition at = position(range);
    if (!joined.getAndSet(true)) {
      Optional<Problem> apart = MirrorRules.join(at, mirror, epochBefore(at, records.getFirst()));
      if (apart.isPresent()) {
        tell(range, apart.get());
        return false;
      }
    }
    List<ConsumerRecord<byte[], byte[]>> next = new ArrayList<>();
    boolean goOn = true;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.offset() < range.from()) {
        continue;
      }
      goOn = !pace.mustWait() || pace.await();
      if (!goOn) {
        break;
      }
      switch (MirrorRules.next(at, record.offset(), epoch(record))) {
        case Append(MirrorPosition after) -> {
          pace.took(record);
          next.add(record);
          at = after;
        }
        case SkipDuplicate _ -> metrics.duplicates.increment();
        case Problem problem -> {
          tell(range, problem);
          goOn = false;
        }
      }
      if (!goOn) {
        break;
      }
    }
    commit(range.partition(), next, at);
    return goOn && !pace.isOver();
  }

  private static OptionalInt epochBefore(MirrorPosition at, ConsumerRecord<byte[], byte[]> first) {
    return first.offset() == at.nextOffset() - 1
        ? OptionalInt.of(epoch(first))
        : OptionalInt.empty();
  }

  private static int epoch(ConsumerRecord<byte[], byte[]> record) {
    return record.leaderEpoch().orElse(MirrorPosition.EPOCH_UNKNOWN);
  }

  private void tell(MissingRange range, Problem problem) {
    log.atWarn()
        .addKeyValue("source", config.source())
        .addKeyValue("partition", range.partition())
        .log("another region's mirror does not help: {}", problem.explanation());
  }

  private void commit(
      int partition, List<ConsumerRecord<byte[], byte[]>> records, MirrorPosition after) {
    if (records.isEmpty()) {
      return;
    }
    MirrorBatch batch = new MirrorBatch();
    batch.append(records, after);
    target.commit(batch);
    ours = ours.with(partition, after);
    metrics.healed.increment(records.size());
    progress.committed(partition, after);
  }
}
