package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.IncarnationId;
import io.atoll.replication.kafka.CommittedReads;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorPositions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The mirror in this region's Kafka: records and positions in one transaction. */
final class KafkaMirror implements MirrorTarget {
  /** Large enough that a full fetch goes out in few requests. */
  private static final int PRODUCER_BATCH_BYTES = 256 << 10;

  /** Longer than it takes to hand a transaction's records over; committing ends it. */
  private static final Duration LINGER = Duration.ofMillis(100);

  private final MirrorLinkConfig config;
  private final TopicFacts facts;
  private final Producer<byte[], byte[]> producer;

  KafkaMirror(MirrorLinkConfig config) {
    this(
        config,
        new KafkaProducer<>(
            properties(config), new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /** Takes the producer over, which must have been made with {@link #properties}. */
  KafkaMirror(MirrorLinkConfig config, Producer<byte[], byte[]> producer) {
    this.config = config;
    this.producer = producer;
    try {
      facts = new TopicFacts(config.targetBootstrap(), config.limits().requestTimeout());
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  static Map<String, Object> properties(MirrorLinkConfig config) {
    MirrorLimits limits = config.limits();
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.targetBootstrap());
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.transactionalId());
    properties.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) limits.transactionTimeout().toMillis());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    // A batch goes when it is full or the transaction is committed: one request, not two.
    properties.put(ProducerConfig.LINGER_MS_CONFIG, (int) LINGER.toMillis());
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, PRODUCER_BATCH_BYTES);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MirrorLimits.RECORD_BYTES_MAX);
    properties.put(ProducerConfig.SEND_BUFFER_CONFIG, CommittedReads.SOCKET_BUFFER_OF_THE_SYSTEM);
    int timeoutMillis = (int) limits.requestTimeout().toMillis();
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis);
    // A target that is restarted is waited for; longer than this, the session begins anew.
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * timeoutMillis);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2L * timeoutMillis);
    properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
    // A broker that still ends the last transaction refuses the next one's first records for a few
    // milliseconds; the default waits 100 ms, as long as the ocean is wide.
    properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5L);
    properties.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 200L);
    return properties;
  }

  @Override
  public Opened open() {
    TopicFacts.Identity identity = facts.identity(config.mirrorTopic());
    // The order matters: only once nobody else can commit is what is read the last word.
    producer.initTransactions();
    long positionsEnd = facts.ends(PositionsTopic.ONLY.topic(), 1).getOrDefault(0, 0L);
    return new Opened(
        identity.id(),
        identity.partitions(),
        positions(positionsEnd),
        facts.ends(config.mirrorTopic(), identity.partitions()));
  }

  private MirrorPositions positions(long end) {
    MirrorLimits limits = config.limits();
    // Whatever is open ends within its own timeout, whoever left it open.
    Duration patience = limits.transactionTimeout().plus(limits.requestTimeout());
    try (KafkaConsumer<byte[], byte[]> consumer =
        CommittedReader.reading(config.targetBootstrap(), limits)) {
      return PositionsTopic.read(config.source(), consumer, end, patience);
    }
  }

  @Override
  public void commit(MirrorBatch batch) {
    try {
      producer.beginTransaction();
      send(batch);
      producer.commitTransaction();
    } catch (KafkaException e) {
      abort(e);
      throw e;
    }
  }

  // Committing waits for every send, and throws what any of them failed with.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(MirrorBatch batch) {
    Map<Integer, byte[]> incarnations = new HashMap<>();
    batch
        .positions()
        .forEach((partition, position) ->
            incarnations.put(partition, incarnation(position.incarnation())));
    for (ConsumerRecord<byte[], byte[]> record : batch.records()) {
      byte[] incarnation = Objects.requireNonNull(incarnations.get(record.partition()));
      // Timestamped by the broker's region, not the source's: a wrong clock there must not make
      // the mirror's retention delete early.
      producer.send(
          new ProducerRecord<>(
              config.mirrorTopic(),
              record.partition(),
              null,
              record.key(),
              record.value(),
              MirrorHeaders.of(
                  incarnation,
                  record.offset(),
                  record.leaderEpoch().orElse(MirrorPosition.EPOCH_UNKNOWN))));
    }
    batch
        .positions()
        .forEach((partition, position) ->
            producer.send(PositionsTopic.record(config.source(), partition, position)));
    batch.closing().forEach(life -> producer.send(PositionsTopic.closing(life)));
  }

  private static byte[] incarnation(IncarnationId incarnation) {
    return incarnation.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Ends the transaction so that readers don't wait for its timeout, and finds out whether it
   * failed because another took over: a write under an old epoch only says that the epoch is old.
   */
  private void abort(KafkaException failure) {
    ProducerFencedException fenced = fenced(failure);
    if (fenced == null) {
      try {
        producer.abortTransaction();
      } catch (RuntimeException e) {
        fenced = fenced(e);
        failure.addSuppressed(e);
      }
    }
    if (fenced != null) {
      throw new FencedException(
          "fenced: another replicator writes %s".formatted(config.mirrorTopic()), fenced);
    }
  }

  private static @Nullable ProducerFencedException fenced(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException fenced) {
        return fenced;
      }
    }
    return null;
  }

  @Override
  public void close() {
    facts.close();
    producer.close(Duration.ZERO);
  }
}
