package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.kafka.Topics;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorRules;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells by leader epochs whether a region's log is still the one that others have mirrored, or lost
 * its tail since, as after a machine stopped before its disk had everything (KIP-320). All calls
 * block.
 */
public final class LogLineage implements AutoCloseable {
  private static final MirrorLimits LIMITS = MirrorLimits.DEFAULT;

  private final KafkaConsumer<byte[], byte[]> reader;
  private final TopicFacts facts;

  public LogLineage(String bootstrap) {
    reader = CommittedReader.reading(bootstrap, LIMITS);
    facts = new TopicFacts(bootstrap, LIMITS.requestTimeout());
  }

  /** The life that the log of this region is in. */
  public IncarnationId life(RegionId region) {
    return new IncarnationId(region, facts.identity(Topics.LOG).id());
  }

  /** Under which leader epoch each partition is written now: no two leaders have the same. */
  public SortedMap<Integer, Integer> leaderEpochs(int partitions) {
    return facts.leaderEpochs(Topics.LOG, partitions);
  }

  /**
   * Up to which offset the log is the same as a mirror that stands at this position, in the life
   * that the log is in now: there, unless the log lost what follows, whether it went on differently
   * or not.
   */
  public long sharedUpTo(int partition, MirrorPosition at) {
    TopicPartition log = new TopicPartition(Topics.LOG, partition);
    List<TopicPartition> only = List.of(log);
    long end = reader.endOffsets(only).getOrDefault(log, 0L);
    if (at.nextOffset() == 0 || at.leaderEpoch() == MirrorPosition.EPOCH_UNKNOWN) {
      return MirrorRules.shared(at, end);
    }
    reader.assign(only);
    reader.seek(log, new OffsetAndMetadata(at.nextOffset(), Optional.of(at.leaderEpoch()), ""));
    try {
      // Asks the broker where that epoch ended.
      return MirrorRules.shared(at, reader.position(log, LIMITS.requestTimeout()));
    } catch (LogTruncationException e) {
      OffsetAndMetadata parted = e.divergentOffsets().get(log);
      return parted == null ? 0 : MirrorRules.shared(at, parted.offset());
    } catch (OffsetOutOfRangeException e) {
      return MirrorRules.shared(at, end);
    }
  }

  @Override
  public void close() {
    facts.close();
    reader.close();
  }
}
