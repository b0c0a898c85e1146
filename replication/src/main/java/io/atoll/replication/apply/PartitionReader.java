package io.atoll.replication.apply;

import static java.util.Map.entry;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.replication.kafka.Topics;
import io.atoll.replication.log.OperationCodec;
import io.atoll.replication.log.UnreadableException;
import io.atoll.replication.mirror.kafka.MirrorHeaders;
import io.atoll.replication.state.Coverage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * One partition of this region's log and of every mirror, read together. All calls block and come
 * from one thread, but {@link #wakeup}.
 */
final class PartitionReader implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5_000;

  /** Bounds one batch, and so one script in Redis. */
  private static final int BATCH_RECORDS_MAX = 500;

  private static final int BATCH_BYTES_MAX = 8 << 20;

  private final IncarnationId own;
  private final int partition;
  private final List<TopicPartition> topics = new ArrayList<>();
  private final KafkaConsumer<byte[], byte[]> consumer;

  PartitionReader(
      String bootstrap, IncarnationId own, int partition, Collection<RegionId> sources) {
    this.own = own;
    this.partition = partition;
    topics.add(new TopicPartition(Topics.LOG, partition));
    sources.forEach(source -> topics.add(new TopicPartition(Topics.mirror(source), partition)));
    consumer =
        new KafkaConsumer<>(
            Map.ofEntries(
                entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                entry(ConsumerConfig.CLIENT_ID_CONFIG, "atoll-applier-" + partition),
                entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
                entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"),
                entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
                entry(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1),
                entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, BATCH_BYTES_MAX),
                entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topics.RECORD_BYTES_MAX),
                entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH_RECORDS_MAX),
                entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200),
                entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS),
                entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(topics);
  }

  /**
   * Goes to where what is not covered begins. In this region's own log that is what the watermark
   * says, since its offsets are positions: of a log made anew nothing is covered.
   *
   * @throws StopException if a topic no longer, or not yet, reaches there
   */
  void seek(Coverage coverage) {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(topics);
    Map<TopicPartition, Long> ends = consumer.endOffsets(topics);
    for (TopicPartition topic : topics) {
      long wanted =
          topic.topic().equals(Topics.LOG)
              ? coverage.watermark().next(own)
              : coverage.nextOffsets().getOrDefault(topic.topic(), 0L);
      long begin = begins.getOrDefault(topic, 0L);
      if (wanted < begin) {
        throw new StopException(
            "%s is needed from offset %d, but begins at %d: retention deleted what was not applied, and no state covers it; fill this region from another"
                .formatted(topic, wanted, begin));
      }
      long end = ends.getOrDefault(topic, 0L);
      if (wanted > end) {
        throw new StopException(
            "%s was read up to offset %d, but ends at %d: it was cut or made anew under the same name"
                .formatted(topic, wanted, end));
      }
      consumer.seek(topic, wanted);
    }
  }

  /** Waits for entries at most this long; none may come. */
  List<LogEntry> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(timeout);
    } catch (OffsetOutOfRangeException e) {
      throw new StopException(
          "%s do not exist any more: a log was cut or made anew"
              .formatted(e.offsetOutOfRangePartitions()));
    }
    List<LogEntry> entries = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      entries.add(read(record));
    }
    return entries;
  }

  private LogEntry read(ConsumerRecord<byte[], byte[]> record) {
    try {
      Position at =
          record.topic().equals(Topics.LOG)
              ? new Position(own, partition, record.offset())
              : MirrorHeaders.position(partition, record.headers());
      return new LogEntry(at, OperationCodec.decode(record.key(), record.value()));
    } catch (UnreadableException | IllegalArgumentException e) {
      throw new StopException(
          "%s-%d, offset %d: %s"
              .formatted(record.topic(), partition, record.offset(), e.getMessage()));
    }
  }

  /** Where the next poll reads on, by topic. */
  Map<String, Long> offsets() {
    Map<String, Long> offsets = new HashMap<>();
    topics.forEach(topic -> offsets.put(topic.topic(), consumer.position(topic)));
    return offsets;
  }

  /** Where the topics begin now, by topic. */
  Map<String, Long> begins() {
    Map<String, Long> begins = new HashMap<>();
    consumer.beginningOffsets(topics).forEach((topic, begin) -> begins.put(topic.topic(), begin));
    return begins;
  }

  /** Where the topics end now, by topic. */
  Map<String, Long> ends() {
    Map<String, Long> ends = new HashMap<>();
    consumer.endOffsets(topics).forEach((topic, end) -> ends.put(topic.topic(), end));
    return ends;
  }

  /** Records known to be there and not polled yet. */
  long lagRecords() {
    return topics.stream().mapToLong(topic -> consumer.currentLag(topic).orElse(0)).sum();
  }

  /** Ends a poll early, from any thread. */
  void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
