package io.atoll.replication.state;

import static java.util.Map.entry;

import io.atoll.core.region.RegionId;
import io.atoll.replication.kafka.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Commits to one partition of the state topic, for as long as nobody else has taken it over. */
final class StateProducer {
  private static final int TIMEOUT_MILLIS = 5_000;

  /** After which the broker ends what a dead writer left open. */
  private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

  /** Few large requests: what waits goes when a request is full, or with the commit. */
  private static final int REQUEST_BYTES = 256 << 10;

  private static final int LINGER_MILLIS = 1_000;

  private final int partition;
  private final Producer<byte[], byte[]> producer;

  private StateProducer(int partition, Producer<byte[], byte[]> producer) {
    this.partition = partition;
    this.producer = producer;
  }

  /** Fences every other one of this partition, and returns when none can commit any more. */
  static StateProducer open(String bootstrap, RegionId region, int partition) {
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.ofEntries(
                entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                entry(
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    "atoll-state-" + region + "-" + partition),
                entry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS),
                entry(ProducerConfig.ACKS_CONFIG, "all"),
                entry(ProducerConfig.BATCH_SIZE_CONFIG, REQUEST_BYTES),
                entry(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS),
                entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.RECORD_BYTES_MAX),
                entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS),
                entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * TIMEOUT_MILLIS),
                entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2L * TIMEOUT_MILLIS)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
    return new StateProducer(partition, producer);
  }

  int partition() {
    return partition;
  }

  ProducerRecord<byte[], byte[]> record(byte[] key, byte @Nullable [] value) {
    return new ProducerRecord<>(Topics.STATE, partition, key, value);
  }

  ProducerRecord<byte[], byte[]> record(Coverage coverage) {
    return record(StateRecords.coverageKey(), CoverageCodec.encode(coverage));
  }

  /**
   * Writes all of these or nothing.
   *
   * @throws StateFencedException if another took the partition over
   * @throws KafkaException if either may have happened
   */
  // Committing waits for every send, and throws what any of them failed with.
  @SuppressWarnings("FutureReturnValueIgnored")
  void commit(List<ProducerRecord<byte[], byte[]>> records) {
    try {
      producer.beginTransaction();
      records.forEach(producer::send);
      producer.commitTransaction();
    } catch (KafkaException e) {
      throw explained(e);
    }
  }

  /**
   * A write under an old epoch only says that the epoch is old; ending the transaction says why.
   */
  private RuntimeException explained(KafkaException e) {
    if (isFenced(e)) {
      return new StateFencedException(partition, e);
    }
    try {
      producer.abortTransaction();
    } catch (KafkaException ending) {
      if (isFenced(ending)) {
        return new StateFencedException(partition, ending);
      }
      e.addSuppressed(ending);
    }
    return e;
  }

  private static boolean isFenced(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException) {
        return true;
      }
    }
    return false;
  }

  void close() {
    producer.close(Duration.ofMillis(TIMEOUT_MILLIS));
  }
}
