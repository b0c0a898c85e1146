package io.atoll.bench.replication;

import io.atoll.bench.JavaProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The copied log, as a {@code read_committed} reader at the target sees it. */
final class Copy implements AutoCloseable {
  /** Between two looks at the copy's ends: fine enough for what takes seconds. */
  private static final Duration LOOK = Duration.ofMillis(10);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String topic;
  private final List<TopicPartition> partitions;
  private final KafkaConsumer<byte[], byte[]> consumer;

  private final Admin admin;
  private boolean exists;

  Copy(Broker target, String topic) {
    this.topic = topic;
    partitions =
        IntStream.range(0, Writer.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .toList();
    admin = target.admin();
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                target.bootstrap(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "none",
                "max.poll.records",
                20_000,
                "enable.auto.commit",
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /**
   * Returns when everything that was written can be read here, and not before.
   *
   * @throws IllegalStateException if that takes longer than anybody would wait
   */
  void awaitAll(Writer writer, JavaProcess contestant) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!exists() || !hasAll(writer)) {
      contestant.requireAlive();
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "%s has %s of %d records after %s"
                .formatted(topic, ends(), writer.written(), PATIENCE));
      }
      Thread.sleep(LOOK);
    }
  }

  /** MirrorMaker makes its topic when it gets there. */
  private boolean exists() throws InterruptedException {
    try {
      exists = exists || admin.listTopics().names().get().contains(topic);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return exists;
  }

  private boolean hasAll(Writer writer) throws InterruptedException {
    Map<TopicPartition, Long> ends = ends();
    for (TopicPartition partition : partitions) {
      long written = writer.written(partition.partition());
      long end = ends.getOrDefault(partition, 0L);
      // Markers of transactions have offsets too: the last record itself must be looked at.
      if (end < written || (written > 0 && lastNumber(partition, end) < written - 1)) {
        return false;
      }
    }
    return true;
  }

  /** Up to where everything is committed; nothing as long as the topic is just being made. */
  private Map<TopicPartition, Long> ends() throws InterruptedException {
    Map<TopicPartition, OffsetSpec> latest =
        partitions.stream()
            .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    try {
      admin
          .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .all()
          .get()
          .forEach((partition, found) -> ends.put(partition, found.offset()));
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof TimeoutException)) {
        throw new IllegalStateException(e);
      }
    }
    return ends;
  }

  private long lastNumber(TopicPartition partition, long end) {
    consumer.assign(Set.of(partition));
    for (long back = 4; ; back *= 4) {
      long from = Math.max(0, end - back);
      consumer.seek(partition, from);
      long last = -1;
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          last = Writer.number(record.value());
        }
      }
      if (last >= 0 || from == 0) {
        return last;
      }
    }
  }

  /** Notes how long each of the next records has taken to get here, in nanoseconds. */
  List<Long> latencies(long count) {
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    List<Long> latencies = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (latencies.size() < count) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        latencies.add(System.nanoTime() - Writer.handedOverAt(record.value()));
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "%d of %d records came within %s".formatted(latencies.size(), count, PATIENCE));
      }
    }
    return latencies;
  }

  /**
   * Reads everything.
   *
   * @return how many records are there more often than once
   * @throws IllegalStateException if one is missing or out of order
   */
  long verify(Writer writer) throws InterruptedException {
    long doubled = 0;
    Map<TopicPartition, Long> ends = ends();
    for (TopicPartition partition : partitions) {
      consumer.assign(Set.of(partition));
      consumer.seekToBeginning(Set.of(partition));
      long end = ends.getOrDefault(partition, 0L);
      long next = 0;
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          long number = Writer.number(record.value());
          if (number > next) {
            throw new IllegalStateException(
                "%s has number %d where %d is next".formatted(partition, number, next));
          }
          if (number < next) {
            doubled++;
          } else {
            next++;
          }
        }
      }
      if (next != writer.written(partition.partition())) {
        throw new IllegalStateException(
            "%s has %d of %d records"
                .formatted(partition, next, writer.written(partition.partition())));
      }
    }
    return doubled;
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }
}
