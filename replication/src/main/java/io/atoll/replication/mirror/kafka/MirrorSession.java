package io.atoll.replication.mirror.kafka;

import io.atoll.core.time.MonotonicClock;
import io.atoll.replication.mirror.LinkProgress;
import io.atoll.replication.mirror.LinkSettings;
import io.atoll.replication.mirror.MirrorDecision.Append;
import io.atoll.replication.mirror.MirrorDecision.Begin;
import io.atoll.replication.mirror.MirrorDecision.NewIncarnation;
import io.atoll.replication.mirror.MirrorDecision.Opening;
import io.atoll.replication.mirror.MirrorDecision.Problem;
import io.atoll.replication.mirror.MirrorDecision.Resume;
import io.atoll.replication.mirror.MirrorDecision.SkipDuplicate;
import io.atoll.replication.mirror.MirrorDecision.Step;
import io.atoll.replication.mirror.MirrorDecision.Truncated;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorPositions;
import io.atoll.replication.mirror.MirrorRules;
import io.atoll.replication.mirror.Silence;
import io.atoll.replication.mirror.SourceExtent;
import io.atoll.replication.mirror.Throttle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stretch of a link's work: take over the mirror, ask what the source holds, and carry batches
 * until told to stop or until something fails. What fails ends the session with an exception; where
 * to go on, the next session reads from the committed positions.
 */
final class MirrorSession {
  private static final Logger log = LoggerFactory.getLogger(MirrorSession.class);

  private final MirrorLinkConfig config;
  private final MirrorTarget target;
  private final SourceReader source;
  private final LinkProgress progress;
  private final MirrorMetrics metrics;
  private final MonotonicClock clock;
  private final NewLeaders leaders;

  /** Up to where each partition was read; what is committed, the writer knows. */
  private final SortedMap<Integer, MirrorPosition> positions = new TreeMap<>();

  /** Why the other partitions are halted. */
  private final SortedMap<Integer, Problem> problems = new TreeMap<>();

  private boolean hasFormerLives;

  MirrorSession(
      MirrorLinkConfig config,
      MirrorTarget target,
      SourceReader source,
      NewLeaders leaders,
      LinkProgress progress,
      MirrorMetrics metrics,
      MonotonicClock clock) {
    this.config = config;
    this.target = target;
    this.source = source;
    this.progress = progress;
    this.metrics = metrics;
    this.clock = clock;
    this.leaders = leaders;
  }

  /**
   * Decides where to begin. Writes nothing but the first positions of a mirror, or of a life of the
   * source's log, that is new.
   *
   * @param opened what the target said, and what was committed to it since
   * @param extents what the source holds
   */
  void open(MirrorTarget.Opened opened, SortedMap<Integer, SourceExtent> extents) {
    SortedMap<Integer, Long> ends = new TreeMap<>();
    SortedMap<Integer, MirrorPosition> begun = new TreeMap<>();
    extents.forEach((partition, extent) -> {
      ends.put(partition, extent.endOffset());
      switch (decide(opened, partition, extent)) {
        case Resume(MirrorPosition at) -> positions.put(partition, at);
        case Begin(MirrorPosition at) -> {
          begun.put(partition, at);
          tellOfNewLife(partition, at, opened.positions());
        }
        case Problem problem -> problems.put(partition, problem);
      }
      hasFormerLives |= opened.positions().hasOthersThan(extent.incarnation());
    });
    if (!begun.isEmpty()) {
      target.commit(MirrorBatch.of(begun));
      positions.putAll(begun);
    }
    progress.opened(positions, ends);
    problems.forEach(this::tell);
    throwIfAllAreHalted();
    source.seek(positions);
    askAheadAboutLeaders();
  }

  private void askAheadAboutLeaders() {
    leaders.askAhead(positions.sequencedValues().getFirst().incarnation());
  }

  private void tellOfNewLife(int partition, MirrorPosition first, MirrorPositions known) {
    if (!known.lives(partition).isEmpty()) {
      log.atWarn()
          .addKeyValue("source", config.source())
          .addKeyValue("partition", partition)
          .log(
              "the source's log was made anew: it is {} now, before it was {}",
              first.incarnation(),
              known.lives(partition).values());
    }
  }

  /** Whether another region's mirror may have what this one lacks and the source can't give. */
  boolean wantsPeers() {
    return !config.peers().isEmpty() && (hasFormerLives || !problems.isEmpty());
  }

  /**
   * Leaves a partition as it is: what precedes the problem is good and is kept, so the problem's
   * place is exact. The others go on.
   */
  private void halt(int partition, Problem problem, MirrorWriter writer) {
    problems.put(partition, problem);
    positions.remove(partition);
    writer.drain();
    tell(partition, problem);
    throwIfAllAreHalted();
    source.leave(partition);
  }

  private void throwIfAllAreHalted() {
    if (positions.isEmpty()) {
      throw new ProblemException(problems.sequencedValues().getFirst());
    }
  }

  private void tell(int partition, Problem problem) {
    if (progress.halted(partition, problem.explanation())) {
      log.atError()
          .addKeyValue("source", config.source())
          .addKeyValue("partition", partition)
          .log("mirror partition is halted: {}", problem.explanation());
    }
  }

  private static Opening decide(MirrorTarget.Opened opened, int partition, SourceExtent extent) {
    return MirrorRules.open(
        opened.positions().lives(partition),
        extent,
        opened.life(),
        opened.ends().getOrDefault(partition, 0L));
  }

  /**
   * Carries records for as long as {@code go} says so; what was read is committed then.
   *
   * @param settings what limits hold now
   */
  void run(BooleanSupplier go, Supplier<LinkSettings> settings) {
    Throttle throttle = new Throttle(clock);
    try (MirrorWriter writer =
        new MirrorWriter(positions, config.limits().batchBytesMax(), this::commit)) {
      try {
        carryWhile(go, writer, new Pace(throttle, settings, go));
      } catch (SourceUnreachableException e) {
        // It may be gone for good: what was read of it is kept.
        writer.drain();
        throw e;
      }
      writer.drain();
    }
  }

  private void carryWhile(BooleanSupplier go, MirrorWriter writer, Pace pace) {
    Silence silence = new Silence(config.limits().silenceMax(), clock);
    long seen = source.answers();
    while (go.getAsBoolean()) {
      writer.throwIfFailed();
      ConsumerRecords<byte[], byte[]> records = poll(writer);
      if (source.answers() != seen) {
        // There may be a new leader.
        seen = source.answers();
        askAheadAboutLeaders();
      }
      if (!carry(records, writer, pace)) {
        // The rest of what was polled is for the next session.
        return;
      }
      // Records that were fetched earlier, and held back, are a sign of life too.
      if (source.heard() || !records.isEmpty()) {
        silence.ended();
        heard(writer);
      } else if (silence.isTooLong()) {
        throw silent();
      }
    }
  }

  private void heard(MirrorWriter writer) {
    positions.forEach((partition, read) ->
        progress.heard(
            partition,
            writer.position(partition).nextOffset(),
            source.end(partition, read.nextOffset())));
    if (progress.running()) {
      log.atInfo()
          .addKeyValue("source", config.source())
          .addKeyValue("lag-records", progress.status().lagRecords())
          .log("mirror link runs");
    }
  }

  private SourceUnreachableException silent() {
    return new SourceUnreachableException(
        "no answer from %s at %s for more than %d ms"
            .formatted(
                config.source(), config.sourceBootstrap(), config.limits().silenceMax().toMillis()),
        new TimeoutException());
  }

  private ConsumerRecords<byte[], byte[]> poll(MirrorWriter writer) {
    MirrorPosition any = positions.sequencedValues().getFirst();
    try {
      return source.poll(any.incarnation(), any.nextOffset());
    } catch (OffsetOutOfRangeException e) {
      refused(e, writer);
      return ConsumerRecords.empty();
    }
  }

  /** The source refused some of our positions: finds out what that means. */
  private void refused(OffsetOutOfRangeException refusal, MirrorWriter writer) {
    SortedMap<Integer, SourceExtent> extents = source.extents();
    for (TopicPartition partition : refusal.partitions()) {
      MirrorPosition at = position(partition.partition());
      SourceExtent extent = Objects.requireNonNull(extents.get(partition.partition()));
      if (!extent.incarnation().equals(at.incarnation())) {
        throw new ProblemException(
            new NewIncarnation(at.incarnation(), at.nextOffset(), extent.incarnation()));
      }
      if (MirrorRules.open(Map.of(at.incarnation(), at), extent, at.mirror(), 0)
          instanceof Problem problem) {
        halt(partition.partition(), problem, writer);
      } else if (refusal instanceof LogTruncationException truncation) {
        OffsetAndMetadata divergence = truncation.divergentOffsets().get(partition);
        halt(
            partition.partition(),
            new Truncated(
                at.incarnation(),
                at.nextOffset(),
                divergence == null ? extent.startOffset() : divergence.offset()),
            writer);
      } else {
        throw refusal;
      }
    }
  }

  private MirrorPosition position(int partition) {
    return Objects.requireNonNull(positions.get(partition), "no position of an open partition");
  }

  /**
   * Small runs first: what is fresh is not held up by another partition's backlog. False: the
   * session was told to end on the way.
   */
  private boolean carry(ConsumerRecords<byte[], byte[]> records, MirrorWriter writer, Pace pace) {
    List<List<ConsumerRecord<byte[], byte[]>>> runs = new ArrayList<>();
    records.partitions().forEach(partition -> runs.add(records.records(partition)));
    runs.sort(Comparator.comparingInt(List::size));
    for (List<ConsumerRecord<byte[], byte[]>> run : runs) {
      if (!carry(run, writer, pace)) {
        return false;
      }
    }
    return true;
  }

  private boolean carry(List<ConsumerRecord<byte[], byte[]>> run, MirrorWriter writer, Pace pace) {
    int partition = run.getFirst().partition();
    List<ConsumerRecord<byte[], byte[]>> next = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : run) {
      if (pace.mustWait()) {
        writer.append(next, position(partition));
        next = new ArrayList<>();
        if (!pace.await()) {
          return false;
        }
      }
      int epoch = record.leaderEpoch().orElse(MirrorPosition.EPOCH_UNKNOWN);
      switch (decide(position(partition), record, epoch)) {
        case Append(MirrorPosition after) -> {
          pace.took(record);
          next.add(record);
          positions.put(partition, after);
        }
        case SkipDuplicate _ -> metrics.duplicates.increment();
        case Problem problem -> {
          writer.append(next, position(partition));
          halt(partition, problem, writer);
          return true;
        }
      }
    }
    writer.append(next, position(partition));
    return true;
  }

  private Step decide(MirrorPosition at, ConsumerRecord<byte[], byte[]> record, int epoch) {
    Optional<Problem> objection = leaders.objection(record.partition(), at, epoch);
    return objection.isPresent() ? objection.get() : MirrorRules.next(at, record.offset(), epoch);
  }

  private void commit(MirrorBatch batch) {
    metrics.commit.record(() -> target.commit(batch));
    metrics.records.increment(batch.records().size());
    batch.positions().forEach((partition, at) -> progress.committed(partition, at));
  }
}
