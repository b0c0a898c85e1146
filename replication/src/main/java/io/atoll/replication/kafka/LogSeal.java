package io.atoll.replication.kafka;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.log.OperationCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Keeps a region's log from growing. The broker itself refuses then whatever edges send, also those
 * that have not heard of it; the seal outlives restarts, and goes with the log when that is made
 * anew. All calls block, and fail with {@link KafkaException} when Kafka can't be used.
 *
 * <p>It is the topic's {@code max.message.bytes}: nothing fits into 0. Unlike a higher {@code
 * min.insync.replicas} that lets writers know at once, and holds no high watermark back.
 */
public final class LogSeal implements AutoCloseable {
  private static final ConfigResource LOG =
      new ConfigResource(ConfigResource.Type.TOPIC, Topics.LOG);
  private static final int NOTHING = 0;
  private static final int REQUEST_TIMEOUT_MILLIS = 5_000;

  /** A broker follows its configuration within milliseconds. */
  private static final int PROBES_MAX = 500;

  private static final Duration PROBE_PAUSE = Duration.ofMillis(10);

  /** Further ahead than any broker takes records' time stamps, so that none takes a probe. */
  private static final Duration FAR_AHEAD = Duration.ofDays(3_650);

  private final String bootstrap;
  private final Admin admin;

  /** Connects to this {@code host:port}, and keeps trying. */
  public LogSeal(String bootstrap) {
    this.bootstrap = bootstrap;
    admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                REQUEST_TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                2 * REQUEST_TIMEOUT_MILLIS,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                200));
  }

  /** Whether the log is sealed. One that is not there is not. */
  public boolean isSet() throws InterruptedException {
    try {
      return isSet(requireNonNull(admin.describeConfigs(List.of(LOG)).values().get(LOG)).get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw new KafkaException("can't tell whether the log is sealed", e.getCause());
    }
  }

  /** Whether a log with this configuration is sealed. */
  static boolean isSet(Config log) {
    ConfigEntry bytesMax = log.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    return bytesMax != null && Integer.toString(NOTHING).equals(bytesMax.value());
  }

  /**
   * Returns when no partition takes anything any more.
   *
   * @param partitions of the log
   */
  public void set(int partitions) throws InterruptedException {
    change(NOTHING);
    try (Producer<byte[], byte[]> prober =
        new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int partition = 0; partition < partitions; partition++) {
        awaitRefusal(prober, probe(partition, partitions));
      }
    }
  }

  /** Lets the log take records again. */
  public void lift() throws InterruptedException {
    change(Topics.RECORD_BYTES_MAX);
  }

  private void change(int bytesMax) throws InterruptedException {
    ConfigEntry wanted =
        new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytesMax));
    try {
      admin
          .incrementalAlterConfigs(
              Map.of(LOG, List.of(new AlterConfigOp(wanted, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new KafkaException("can't set %s of the log".formatted(wanted.name()), e.getCause());
    }
  }

  /** Each partition's leader itself is asked: it follows its configuration a moment later. */
  private static void awaitRefusal(
      Producer<byte[], byte[]> prober, ProducerRecord<byte[], byte[]> probe)
      throws InterruptedException {
    for (int attempt = 1; attempt <= PROBES_MAX; attempt++) {
      try {
        var _ = prober.send(probe).get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RecordTooLargeException) {
          return;
        }
        // Looked at after the size.
        if (!(e.getCause() instanceof InvalidTimestampException)) {
          throw new KafkaException("can't tell whether the seal holds", e.getCause());
        }
      }
      Thread.sleep(PROBE_PAUSE);
    }
    throw new KafkaException(
        "partition %d of the log still takes records although it is sealed"
            .formatted(probe.partition()));
  }

  /**
   * A record that is refused, sealed or not. Should a broker be set up to take it, it is the
   * removal of what never was.
   */
  private static ProducerRecord<byte[], byte[]> probe(int partition, int partitions) {
    Key key =
        IntStream.iterate(0, number -> number + 1)
            .mapToObj(number -> new Key("atoll-seal", "probe-" + number))
            .filter(probed -> probed.partition(partitions) == partition)
            .findFirst()
            .orElseThrow();
    byte[] nothing =
        OperationCodec.encode(
            new Operation(key, new Mutation.RemoveRegister(), HybridTimestamp.ZERO, null));
    return new ProducerRecord<>(
        Topics.LOG,
        partition,
        System.currentTimeMillis() + FAR_AHEAD.toMillis(),
        key.bytes(),
        nothing);
  }

  private Map<String, Object> settings() {
    return Map.ofEntries(
        entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
        entry(ProducerConfig.CLIENT_ID_CONFIG, "atoll-log-seal"),
        entry(ProducerConfig.ACKS_CONFIG, "all"),
        // A refused record would leave a hole in the numbers that this needs.
        entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false),
        entry(ProducerConfig.LINGER_MS_CONFIG, 0),
        entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) REQUEST_TIMEOUT_MILLIS),
        entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS),
        entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * REQUEST_TIMEOUT_MILLIS));
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
