package io.atoll.replication.mirror.kafka;

import static java.util.Map.entry;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers of what mirrors have committed, here or in another region; nothing is skipped. */
final class CommittedReader {
  private static final int FETCH_BYTES_MAX = 1 << 20;
  private static final int POLL_RECORDS_MAX = 2_000;

  /** What is asked for is there, so that the broker has little to wait for. */
  private static final int WAIT_MILLIS = 50;

  private CommittedReader() {}

  /** One that reads on. */
  static KafkaConsumer<byte[], byte[]> reading(String bootstrap, MirrorLimits limits) {
    return consumer(bootstrap, limits, FETCH_BYTES_MAX);
  }

  /** One that looks at a record here and there: no more than a batch is fetched for it. */
  static KafkaConsumer<byte[], byte[]> looking(String bootstrap, MirrorLimits limits) {
    return consumer(bootstrap, limits, 1);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(
      String bootstrap, MirrorLimits limits, int fetchBytesMax) {
    int timeoutMillis = (int) limits.requestTimeout().toMillis();
    return new KafkaConsumer<>(
        Map.ofEntries(
            entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
            entry(ConsumerConfig.CLIENT_ID_CONFIG, "atoll-mirror-reader"),
            entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
            entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"),
            entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
            entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
            entry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, WAIT_MILLIS),
            entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, fetchBytesMax),
            entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, fetchBytesMax),
            entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS_MAX),
            entry(ConsumerConfig.RECEIVE_BUFFER_CONFIG, MirrorLimits.SOCKET_BUFFER_OF_THE_SYSTEM),
            entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis),
            entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
