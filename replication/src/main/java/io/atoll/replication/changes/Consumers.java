package io.atoll.replication.changes;

import static java.util.Map.entry;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The consumers of a feed: committed records only, nothing skipped, little memory. */
final class Consumers {
  private static final int TIMEOUT_MILLIS = 5_000;

  /** What a feed holds at one time of what it has read ahead; one record may be larger. */
  private static final int FETCH_BYTES_MAX = 1 << 20;

  private static final int PARTITION_FETCH_BYTES_MAX = 256 << 10;
  private static final int POLL_RECORDS_MAX = 500;

  /**
   * How long a broker waits for something to send. Meanwhile a consumer can't ask it for anything
   * else, such as a partition that goes on, so it is what a feed may lag by.
   */
  private static final int READING_WAIT_MILLIS = 50;

  private static final int LOOKING_WAIT_MILLIS = 5;

  private Consumers() {}

  /** One that reads on. */
  static KafkaConsumer<byte[], byte[]> reading(String bootstrap) {
    return consumer(bootstrap, FETCH_BYTES_MAX, PARTITION_FETCH_BYTES_MAX, READING_WAIT_MILLIS);
  }

  /** One that looks at a record here and there: no more than a batch is fetched for it. */
  static KafkaConsumer<byte[], byte[]> single(String bootstrap) {
    return consumer(bootstrap, 1, 1, LOOKING_WAIT_MILLIS);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(
      String bootstrap, int fetchBytesMax, int partitionFetchBytesMax, int waitMillis) {
    return new KafkaConsumer<>(
        Map.ofEntries(
            entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
            entry(ConsumerConfig.CLIENT_ID_CONFIG, "atoll-feed"),
            entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
            entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"),
            entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
            entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
            entry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, waitMillis),
            entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, fetchBytesMax),
            entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, partitionFetchBytesMax),
            entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS_MAX),
            entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200),
            entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS),
            entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
