package io.atoll.replication.changes;

import io.atoll.replication.kafka.CommittedReads;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** The consumers of a feed: committed records only, nothing skipped, little memory. */
final class Consumers {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

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
    return CommittedReads.consumer(
        bootstrap,
        "atoll-feed",
        TIMEOUT,
        Map.of(
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            waitMillis,
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            fetchBytesMax,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            partitionFetchBytesMax,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            POLL_RECORDS_MAX));
  }
}
