package io.atoll.replication.mirror.kafka;

import io.atoll.replication.mirror.MirrorPosition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * What a Kafka says of a topic when asked: its id, how many partitions, where they begin and end.
 */
final class TopicFacts implements AutoCloseable {
  /**
   * @param id Kafka's topic id as text
   */
  record Identity(String id, int partitions) {}

  private final Admin admin;

  TopicFacts(String bootstrap, Duration timeout) {
    admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) timeout.toMillis(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) timeout.toMillis()));
  }

  Identity identity(String topic) {
    return await(
        Objects.requireNonNull(admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
            .thenApply(description ->
                new Identity(description.topicId().toString(), description.partitions().size())));
  }

  SortedMap<Integer, Long> starts(String topic, int partitions) {
    return offsets(topic, partitions, OffsetSpec.earliest());
  }

  /** The high watermarks: transactions that are still open have their records before them. */
  SortedMap<Integer, Long> ends(String topic, int partitions) {
    return offsets(topic, partitions, OffsetSpec.latest());
  }

  /** Which leader epoch each partition is in. */
  SortedMap<Integer, Integer> leaderEpochs(String topic, int partitions) {
    SortedMap<Integer, Integer> epochs = new TreeMap<>();
    list(topic, partitions, OffsetSpec.latest())
        .forEach((partition, found) ->
            epochs.put(
                partition.partition(), found.leaderEpoch().orElse(MirrorPosition.EPOCH_UNKNOWN)));
    return epochs;
  }

  private SortedMap<Integer, Long> offsets(String topic, int partitions, OffsetSpec which) {
    SortedMap<Integer, Long> offsets = new TreeMap<>();
    list(topic, partitions, which)
        .forEach((partition, found) -> offsets.put(partition.partition(), found.offset()));
    return offsets;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> list(
      String topic, int partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> asked =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(Function.identity(), _ -> which));
    return await(
        admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED)).all());
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new KafkaException(e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
