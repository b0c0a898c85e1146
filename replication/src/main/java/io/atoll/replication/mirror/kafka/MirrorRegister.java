package io.atoll.replication.mirror.kafka;

import io.atoll.core.region.RegionId;
import io.atoll.replication.kafka.Topics;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorPositions;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A region's mirrors and where they stand, for whoever sets them up before any link works. All
 * calls block.
 */
public final class MirrorRegister implements AutoCloseable {
  private static final MirrorLimits LIMITS = MirrorLimits.DEFAULT;

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
    facts = new TopicFacts(bootstrap, LIMITS.requestTimeout());
    reader = CommittedReader.reading(bootstrap, LIMITS);
  }

  /** How far the mirror of a source has come. */
  public MirrorPositions positions(RegionId source) {
    return PositionsTopic.read(source, reader, end(), LIMITS.transactionTimeout());
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

  /** Says where the mirror of a life stands. Counts once it is committed. */
  public static ProducerRecord<byte[], byte[]> record(int partition, MirrorPosition at) {
    return PositionsTopic.record(at.incarnation().region(), partition, at);
  }

  @Override
  public void close() {
    facts.close();
    reader.close();
  }
}
