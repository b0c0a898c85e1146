package io.atoll.replication.mirror.kafka;

import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.MirrorPosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic that says how far every mirror of this region has come; {@code source/partition}. */
final class PositionsTopic {
  private PositionsTopic() {}

  static ProducerRecord<byte[], byte[]> record(
      MirrorLinkConfig config, int partition, MirrorPosition position) {
    return new ProducerRecord<>(
        config.positionsTopic(),
        0,
        utf8(config.source() + "/" + partition),
        utf8(position.encode()));
  }

  /**
   * Reads the source's positions, by partition.
   *
   * @param end how far to read: the topic's end including transactions that are still open. Other
   *     links write here too, and a transaction that one of them has open hides everything after
   *     it; to stop there would be to take an old position for the last
   */
  static SortedMap<Integer, MirrorPosition> read(MirrorLinkConfig config, long end) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.targetBootstrap());
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    int timeoutMillis = (int) config.limits().requestTimeout().toMillis();
    properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
    // Whatever is open ends within its own timeout, whoever left it open.
    Duration patience = config.limits().transactionTimeout().plus(config.limits().requestTimeout());
    TopicPartition only = new TopicPartition(config.positionsTopic(), 0);
    SortedMap<Integer, MirrorPosition> positions = new TreeMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(only));
      consumer.seekToBeginning(List.of(only));
      long deadline = System.nanoTime() + patience.toNanos();
      while (consumer.position(only) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(SourceReader.POLL)) {
          remember(config.source(), record, positions);
        }
        if (System.nanoTime() - deadline > 0) {
          throw new TimeoutException(
              "%s could be read up to offset %d only, not to its end at %d, within %s: is a transaction open there?"
                  .formatted(config.positionsTopic(), consumer.position(only), end, patience));
        }
      }
    }
    return positions;
  }

  private static void remember(
      RegionId source,
      ConsumerRecord<byte[], byte[]> record,
      SortedMap<Integer, MirrorPosition> positions) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    String prefix = source + "/";
    if (key.startsWith(prefix)) {
      positions.put(
          Integer.parseInt(key.substring(prefix.length())),
          MirrorPosition.parse(new String(record.value(), StandardCharsets.UTF_8)));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
