package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.IncarnationId;
import io.atoll.replication.kafka.CommittedReads;
import io.atoll.replication.mirror.MirrorDecision.NewIncarnation;
import io.atoll.replication.mirror.MirrorDecision.PartitionsDiffer;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.SourceExtent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the source's log. What it gives out is of the incarnation it was opened with: whenever the
 * consumer may have learnt of another topic of the same name, the topic id is asked for again
 * before the records are handed on ({@link MetadataWitness} tells when).
 */
final class SourceReader implements AutoCloseable {
  /** How long one poll waits; also how soon a link notices that it shall stop. */
  static final Duration POLL = Duration.ofMillis(250);

  private final MirrorLinkConfig config;
  private final TopicFacts facts;
  private final MetadataWitness witness = new MetadataWitness();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private @Nullable Metric fetchAnswers;
  private double fetchAnswersSeen;
  private long witnessed;

  SourceReader(MirrorLinkConfig config) {
    this.config = config;
    facts = new TopicFacts(config.sourceBootstrap(), config.limits().requestTimeout());
    try {
      consumer = new KafkaConsumer<>(properties(config), witness, witness);
    } catch (RuntimeException e) {
      facts.close();
      throw e;
    }
    partitions =
        IntStream.range(0, config.partitions())
            .mapToObj(partition -> new TopicPartition(config.sourceTopic(), partition))
            .toList();
  }

  private static Map<String, Object> properties(MirrorLinkConfig config) {
    MirrorLimits limits = config.limits();
    Map<String, Object> properties = new HashMap<>();
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.sourceBootstrap());
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) limits.fetchWaitMax().toMillis());
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, limits.fetchBytesMax());
    properties.put(
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
        Math.max(MirrorLimits.RECORD_BYTES_MAX, limits.fetchBytesMax() / config.partitions()));
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MirrorLimits.BATCH_RECORDS_MAX);
    properties.put(
        ConsumerConfig.RECEIVE_BUFFER_CONFIG, CommittedReads.SOCKET_BUFFER_OF_THE_SYSTEM);
    int timeoutMillis = (int) limits.requestTimeout().toMillis();
    properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
    // The client itself reconnects to a source that went away, with jitter.
    properties.put(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, limits.retryFirst().toMillis());
    properties.put(
        ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, limits.retryLongest().toMillis());
    properties.put(ConsumerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2_000L);
    properties.put(ConsumerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 5_000L);
    return properties;
  }

  /** What the source holds, by partition. */
  SortedMap<Integer, SourceExtent> extents() {
    return reachingSource(() -> {
      TopicFacts.Identity identity = facts.identity(config.sourceTopic());
      if (identity.partitions() != config.partitions()) {
        throw new ProblemException(
            new PartitionsDiffer(
                config.sourceTopic() + " of " + config.source(),
                config.partitions(),
                identity.partitions()));
      }
      IncarnationId incarnation = new IncarnationId(config.source(), identity.id());
      // Starts first: a log only grows, so no end is before its start.
      SortedMap<Integer, Long> starts = facts.starts(config.sourceTopic(), config.partitions());
      SortedMap<Integer, SourceExtent> extents = new TreeMap<>();
      facts
          .ends(config.sourceTopic(), config.partitions())
          .forEach((partition, end) ->
              extents.put(
                  partition,
                  new SourceExtent(incarnation, starts.getOrDefault(partition, 0L), end)));
      return extents;
    });
  }

  /**
   * Lets {@link #poll} begin at these positions, whose incarnation must be the source's. Partitions
   * without a position are not read.
   */
  void seek(SortedMap<Integer, MirrorPosition> positions) {
    consumer.assign(
        partitions.stream().filter(one -> positions.containsKey(one.partition())).toList());
    for (TopicPartition partition : consumer.assignment()) {
      MirrorPosition at = Objects.requireNonNull(positions.get(partition.partition()));
      // With the epoch, the broker can tell a log that was cut and grew again (KIP-320).
      consumer.seek(
          partition,
          new OffsetAndMetadata(
              at.nextOffset(),
              at.leaderEpoch() == MirrorPosition.EPOCH_UNKNOWN
                  ? Optional.empty()
                  : Optional.of(at.leaderEpoch()),
              ""));
    }
    // Not one answer is trusted before the topic id has been asked for once more.
    witnessed = -1;
  }

  /** Lets {@link #poll} go on without this partition. */
  void leave(int partition) {
    List<TopicPartition> rest = new ArrayList<>(consumer.assignment());
    rest.remove(partitions.get(partition));
    consumer.assign(rest);
  }

  /**
   * The next records, all of the same incarnation as {@code mirrored}; may be none.
   *
   * @throws ProblemException if the source's topic is another one now
   */
  ConsumerRecords<byte[], byte[]> poll(IncarnationId mirrored, long nextOffset) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    long answers = witness.answers();
    if (answers != witnessed && !records.isEmpty()) {
      IncarnationId found =
          new IncarnationId(
              config.source(), reachingSource(() -> facts.identity(config.sourceTopic())).id());
      if (!found.equals(mirrored)) {
        throw new ProblemException(new NewIncarnation(mirrored, nextOffset, found));
      }
      witnessed = answers;
    }
    return records;
  }

  /** How many metadata answers the consumer has seen: with each it may have learnt of a leader. */
  long answers() {
    return witness.answers();
  }

  /** Whether the source has answered a fetch since this was last asked. */
  boolean heard() {
    if (fetchAnswers == null) {
      fetchAnswers = find(consumer.metrics(), "fetch-total");
    }
    double answers = (Double) fetchAnswers.metricValue();
    boolean heard = answers > fetchAnswersSeen;
    fetchAnswersSeen = answers;
    return heard;
  }

  private static Metric find(Map<MetricName, ? extends Metric> metrics, String name) {
    return metrics.values().stream()
        .filter(metric -> metric.metricName().group().equals("consumer-fetch-manager-metrics"))
        .filter(metric -> metric.metricName().name().equals(name))
        .filter(metric -> metric.metricName().tags().keySet().equals(Set.of("client-id")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("expected the consumer's metric " + name));
  }

  /** The source's end as of the last answer; {@code atLeast} if it said nothing yet. */
  long end(int partition, long atLeast) {
    TopicPartition asked = partitions.get(partition);
    return Math.max(
        atLeast, consumer.position(asked) + Math.max(0, consumer.currentLag(asked).orElse(0)));
  }

  private <T> T reachingSource(Supplier<T> question) {
    try {
      return question.get();
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new SourceUnreachableException(
          "no answer from %s at %s: %s"
              .formatted(config.source(), config.sourceBootstrap(), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    facts.close();
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
