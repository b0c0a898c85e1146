package io.atoll.replication.mirror.kafka;

import io.atoll.replication.kafka.CommittedReads;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;

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
    return CommittedReads.consumer(
        bootstrap,
        "atoll-mirror-reader",
        limits.requestTimeout(),
        Map.of(
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            WAIT_MILLIS,
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            fetchBytesMax,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            fetchBytesMax,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            POLL_RECORDS_MAX));
  }
}
