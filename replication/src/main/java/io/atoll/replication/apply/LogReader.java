package io.atoll.replication.apply;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.kafka.CommittedReads;
import io.atoll.replication.kafka.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads this region's log and every mirror for all appliers of a replicator, with one consumer: the
 * broker is asked once for whatever comes to any partition. A thread of its own polls and does what
 * else a consumer must be asked by one thread for; appliers take from a {@link PartitionReader}
 * each.
 */
final class LogReader implements AutoCloseable {
  /** Records and bytes that wait for one applier; at this many no more are polled for it. */
  static final int WAITING_RECORDS_MAX = 250;

  static final int WAITING_BYTES_MAX = 8 << 20;

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration POLL = TIMEOUT;

  /** Work for the consumer's thread. */
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  private final List<String> topics;
  private final Consumer<byte[], byte[]> consumer;
  private final Thread thread;

  // Below: only on the thread.
  private final Map<Integer, PartitionReader> readers = new HashMap<>();
  private boolean closed;

  /**
   * Connects when it is used.
   *
   * @param bootstrap {@code host:port} of the region's Kafka
   * @param sources the regions whose logs are mirrored here
   */
  LogReader(String bootstrap, Collection<RegionId> sources) {
    topics = Stream.concat(Stream.of(Topics.LOG), sources.stream().map(Topics::mirror)).toList();
    consumer =
        CommittedReads.consumer(
            bootstrap,
            "atoll-appliers",
            TIMEOUT,
            Map.of(
                ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                1,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                WAITING_BYTES_MAX,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                Topics.RECORD_BYTES_MAX,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                WAITING_RECORDS_MAX));
    thread = Thread.ofPlatform().name("log-reader").daemon().start(this::work);
  }

  /**
   * One partition's log and mirrors, to be read from where it {@linkplain PartitionReader#seek
   * seeks}.
   */
  PartitionReader open(IncarnationId own, int partition) {
    return new PartitionReader(this, own, partition, topics);
  }

  /** Has something done on the consumer's thread, and returns when it is. */
  <T> T ask(Function<Consumer<byte[], byte[]>, T> work) throws InterruptedException {
    CompletableFuture<T> done = new CompletableFuture<>();
    tell(() -> {
      try {
        done.complete(uninterrupted(work));
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      }
    });
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    }
  }

  /** A wake-up is meant for a poll; it may meet a question that comes before the next one. */
  private <T> T uninterrupted(Function<Consumer<byte[], byte[]>, T> work) {
    while (true) {
      try {
        return work.apply(consumer);
      } catch (WakeupException e) {
        // Doing it again does no harm.
      }
    }
  }

  /** Has something done on the consumer's thread. */
  void tell(Runnable task) {
    tasks.add(task);
    consumer.wakeup();
  }

  /** Begins to poll for a reader; on the consumer's thread. */
  void attach(PartitionReader reader, Map<TopicPartition, Long> offsets) {
    readers.put(reader.partition(), reader);
    assign();
    offsets.forEach(consumer::seek);
  }

  /** Polls no more for a reader; on the consumer's thread. */
  void detach(PartitionReader reader) {
    if (readers.remove(reader.partition(), reader)) {
      assign();
    }
  }

  private void assign() {
    consumer.assign(readers.values().stream().flatMap(reader -> reader.topics().stream()).toList());
  }

  private void work() {
    try (consumer) {
      while (!closed) {
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() throws InterruptedException {
    if (readers.isEmpty()) {
      tasks.take().run();
      return;
    }
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    try {
      if (!closed && !readers.isEmpty()) {
        handOut(consumer.poll(POLL));
      }
    } catch (WakeupException e) {
      // There are tasks.
    } catch (OffsetOutOfRangeException e) {
      outOfRange(e.offsetOutOfRangePartitions().keySet());
    } catch (RuntimeException e) {
      failAll(e);
    }
  }

  private void handOut(ConsumerRecords<byte[], byte[]> records) {
    Map<PartitionReader, List<TopicPartition>> advanced = new HashMap<>();
    records
        .nextOffsets()
        .keySet()
        .forEach(topic -> {
          PartitionReader reader = readers.get(topic.partition());
          if (reader != null) {
            advanced.computeIfAbsent(reader, _ -> new ArrayList<>()).add(topic);
          }
        });
    advanced.forEach((reader, topicsOf) -> {
      long lag = reader.topics().stream().mapToLong(this::lag).sum();
      boolean full =
          reader.put(
              topicsOf.stream().flatMap(topic -> records.records(topic).stream()).toList(),
              offsets(records, topicsOf),
              lag);
      if (full) {
        consumer.pause(reader.topics());
      }
    });
  }

  private long lag(TopicPartition topic) {
    return consumer.currentLag(topic).orElse(0);
  }

  private static Map<String, Long> offsets(
      ConsumerRecords<byte[], byte[]> records, List<TopicPartition> topics) {
    Map<String, Long> offsets = new HashMap<>();
    for (TopicPartition topic : topics) {
      var next = records.nextOffsets().get(topic);
      if (next != null) {
        offsets.put(topic.topic(), next.offset());
      }
    }
    return offsets;
  }

  /** Polls again for a reader that has room; on the consumer's thread. */
  void resume(PartitionReader reader) {
    if (reader.equals(readers.get(reader.partition()))) {
      consumer.resume(reader.topics());
    }
  }

  private void outOfRange(Set<TopicPartition> gone) {
    for (PartitionReader reader : List.copyOf(readers.values())) {
      List<TopicPartition> own = reader.topics().stream().filter(gone::contains).toList();
      if (!own.isEmpty()) {
        detach(reader);
        reader.fail(
            new StopException(
                "%s do not exist any more at the offsets read: a log was cut or made anew"
                    .formatted(own)));
      }
    }
  }

  private void failAll(RuntimeException failure) {
    for (PartitionReader reader : List.copyOf(readers.values())) {
      detach(reader);
      reader.fail(failure);
    }
  }

  /** Ends; readers get nothing more. */
  @Override
  public void close() {
    tell(() -> closed = true);
    try {
      if (!thread.join(TIMEOUT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
