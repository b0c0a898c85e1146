package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.replication.kafka.Topics;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorPositions;
import io.atoll.replication.mirror.MissingRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A region's mirrors and where they stand, for whoever sets them up before any link works. All
 * calls block.
 */
public final class MirrorRegister implements AutoCloseable {
  private static final MirrorLimits LIMITS = MirrorLimits.DEFAULT;

  private final String bootstrap;
  private final TopicFacts facts;
  private final KafkaConsumer<byte[], byte[]> reader;

  /**
   * What there is of one partition.
   *
   * @param topicIds of the mirrors' topics, by source
   * @param begins where the mirrors begin, by topic
   * @param positions as committed, by source
   */
  public record Found(
      Map<RegionId, String> topicIds,
      Map<String, Long> begins,
      Map<RegionId, MirrorPositions> positions) {}

  public MirrorRegister(String bootstrap) {
    this.bootstrap = bootstrap;
    facts = new TopicFacts(bootstrap, LIMITS.requestTimeout());
    reader = CommittedReader.reading(bootstrap, LIMITS);
  }

  /** How far the mirror of a source has come. */
  public MirrorPositions positions(RegionId source) {
    return PositionsTopic.read(source, reader, end(), LIMITS.transactionTimeout());
  }

  /** How far the mirrors have come that are here, by source. */
  public Map<RegionId, MirrorPositions> held() {
    Map<RegionId, MirrorPositions> held = new HashMap<>();
    for (String topic : reader.listTopics().keySet()) {
      Topics.source(topic)
          .ifPresent(
              source -> held.put(source, positions(source).inMirror(facts.identity(topic).id())));
    }
    return held;
  }

  private long end() {
    return facts.ends(PositionsTopic.ONLY.topic(), 1).getOrDefault(0, 0L);
  }

  public Found find(int partition) {
    Map<RegionId, String> topicIds = new HashMap<>();
    Map<String, Long> begins = new HashMap<>();
    Map<RegionId, MirrorPositions> positions = new HashMap<>();
    for (String topic : reader.listTopics().keySet()) {
      RegionId source = Topics.source(topic).orElse(null);
      if (source != null) {
        TopicFacts.Identity identity = facts.identity(topic);
        topicIds.put(source, identity.id());
        begins.put(topic, facts.starts(topic, identity.partitions()).getOrDefault(partition, 0L));
        positions.put(source, positions(source));
      }
    }
    return new Found(topicIds, begins, positions);
  }

  /**
   * Under which leader epoch of its source the record before an offset was written.
   *
   * @param region whose Kafka this is
   * @return {@link MirrorPosition#EPOCH_UNKNOWN} if the record is not kept here any more
   */
  public int epochBefore(RegionId region, int partition, IncarnationId life, long next) {
    return life.region().equals(region)
        ? epochInLog(partition, life, next - 1)
        : epochInMirror(partition, life, next - 1);
  }

  private int epochInLog(int partition, IncarnationId life, long offset) {
    TopicPartition log = new TopicPartition(Topics.LOG, partition);
    List<TopicPartition> only = List.of(log);
    reader.assign(only);
    if (!facts.identity(Topics.LOG).id().equals(life.life())
        || reader.beginningOffsets(only).getOrDefault(log, 0L) > offset
        || reader.endOffsets(only).getOrDefault(log, 0L) <= offset) {
      return MirrorPosition.EPOCH_UNKNOWN;
    }
    reader.seek(log, offset);
    long deadline = System.nanoTime() + LIMITS.requestTimeout().toNanos();
    while (System.nanoTime() - deadline < 0) {
      for (ConsumerRecord<byte[], byte[]> record : reader.poll(SourceReader.POLL).records(log)) {
        return record.offset() == offset
            ? record.leaderEpoch().orElse(MirrorPosition.EPOCH_UNKNOWN)
            : MirrorPosition.EPOCH_UNKNOWN;
      }
    }
    throw new TimeoutException("%s could not be read at offset %d".formatted(log, offset));
  }

  private int epochInMirror(int partition, IncarnationId life, long offset) {
    try (KafkaConsumer<byte[], byte[]> looking = CommittedReader.looking(bootstrap, LIMITS)) {
      MirrorSearch.Found found =
          new MirrorSearch(looking)
              .search(
                  new TopicPartition(Topics.mirror(life.region()), partition),
                  at -> at.incarnation().equals(life),
                  at -> at.offset() < offset)
              .first();
      return found == null || found.at().offset() != offset
          ? MirrorPosition.EPOCH_UNKNOWN
          : found.leaderEpoch();
    }
  }

  /** Says where the mirror of a life stands. Counts once it is committed. */
  public static ProducerRecord<byte[], byte[]> record(int partition, MirrorPosition at) {
    return PositionsTopic.record(at.incarnation().region(), partition, at);
  }

  /**
   * Reads a range of a mirror, as far as it is kept.
   *
   * @param bootstrap {@code host:port} of the Kafka with the mirror
   * @param partitions of the mirror
   * @param take gets each record with its position in the source's log, in order
   * @throws KafkaException if that Kafka does not answer
   */
  public static void read(
      String bootstrap,
      int partitions,
      MissingRange range,
      BiConsumer<Position, ConsumerRecord<byte[], byte[]>> take) {
    RegionId source = range.incarnation().region();
    MirrorLinkConfig config = new MirrorLinkConfig(source, "", bootstrap, partitions);
    try (PeerMirror mirror = new PeerMirror(config, new MirrorLinkConfig.Peer(source, bootstrap))) {
      mirror.read(
          range,
          records -> {
            records.stream()
                .filter(record -> record.offset() >= range.from())
                .forEach(record ->
                    take.accept(
                        new Position(range.incarnation(), range.partition(), record.offset()),
                        record));
            return true;
          });
    } catch (SourceUnreachableException e) {
      throw new KafkaException(e.getMessage(), e);
    }
  }

  /** Says that a mirror is closed in a life of its source. Counts once it is committed. */
  public static ProducerRecord<byte[], byte[]> closing(IncarnationId life) {
    return PositionsTopic.closing(life);
  }

  @Override
  public void close() {
    facts.close();
    reader.close();
  }
}
