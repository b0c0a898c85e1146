package io.atoll.replication.conflict;

import static java.util.Map.entry;

import io.atoll.replication.kafka.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Where this region keeps what lost to concurrent writes. One for all of a replicator's appliers;
 * safe for use by many threads.
 */
public final class ConflictLedger implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5_000;

  private final Producer<byte[], byte[]> producer;

  /** Connects to this {@code host:port} when it is used. */
  public ConflictLedger(String bootstrap) {
    producer =
        new KafkaProducer<>(
            Map.ofEntries(
                entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                entry(ProducerConfig.CLIENT_ID_CONFIG, "atoll-conflicts"),
                entry(ProducerConfig.ACKS_CONFIG, "all"),
                entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.RECORD_BYTES_MAX),
                entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS),
                entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * TIMEOUT_MILLIS),
                entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2L * TIMEOUT_MILLIS)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Keeps conflicts of one partition; returns when they are durable.
   *
   * @throws KafkaException if they may not be; keeping them again does no harm
   */
  public void keep(int partition, List<Conflict> conflicts) throws InterruptedException {
    List<Future<RecordMetadata>> sends = new ArrayList<>();
    for (Conflict conflict : conflicts) {
      sends.add(
          producer.send(
              new ProducerRecord<>(
                  Topics.CONFLICTS,
                  partition,
                  conflict.key().bytes(),
                  ConflictCodec.encode(conflict))));
    }
    for (Future<RecordMetadata> send : sends) {
      try {
        send.get();
      } catch (ExecutionException e) {
        throw new KafkaException("a conflict could not be kept", e.getCause());
      }
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
