package io.atoll.replication.apply;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.replication.kafka.Topics;
import io.atoll.replication.log.OperationCodec;
import io.atoll.replication.log.UnreadableException;
import io.atoll.replication.mirror.kafka.MirrorHeaders;
import io.atoll.replication.state.Coverage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * One partition of this region's log and of every mirror, read together. All calls block and come
 * from one thread, but {@link #wakeup} and what the {@link LogReader} calls.
 */
final class PartitionReader implements AutoCloseable {
  private final LogReader log;
  private final IncarnationId own;
  private final int partition;
  private final List<TopicPartition> topics;

  // Not a monitor: a virtual thread that waits for one is woken by way of another thread.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Below: under the lock.
  private List<ConsumerRecord<byte[], byte[]>> waiting = new ArrayList<>();

  /** Where the consumer goes on: past what waits here. */
  private final Map<String, Long> polled = new HashMap<>();

  private Map<String, Long> taken = Map.of();
  private long waitingBytes;
  private long lagRecords;
  private boolean full;
  private boolean woken;
  private @Nullable RuntimeException failure;

  PartitionReader(LogReader log, IncarnationId own, int partition, List<String> topics) {
    this.log = log;
    this.own = own;
    this.partition = partition;
    this.topics = topics.stream().map(topic -> new TopicPartition(topic, partition)).toList();
  }

  int partition() {
    return partition;
  }

  List<TopicPartition> topics() {
    return topics;
  }

  /**
   * Goes to where what is not covered begins. In this region's own log that is what the watermark
   * says, since its offsets are positions: of a log made anew nothing is covered.
   *
   * @throws StopException if a topic no longer, or not yet, reaches there
   * @throws KafkaException if Kafka can't be used
   */
  void seek(Coverage coverage) throws InterruptedException {
    Map<TopicPartition, Long> begins = log.ask(consumer -> consumer.beginningOffsets(topics));
    Map<TopicPartition, Long> ends = log.ask(consumer -> consumer.endOffsets(topics));
    Map<TopicPartition, Long> from = new HashMap<>();
    for (TopicPartition topic : topics) {
      long offset =
          topic.topic().equals(Topics.LOG)
              ? coverage.watermark().next(own)
              : coverage.nextOffsets().getOrDefault(topic.topic(), 0L);
      requireWithin(topic, offset, begins.getOrDefault(topic, 0L), ends.getOrDefault(topic, 0L));
      from.put(topic, offset);
    }
    log.ask(_ -> {
      log.detach(this);
      begin(from);
      log.attach(this, from);
      return true;
    });
  }

  private static void requireWithin(TopicPartition topic, long wanted, long begin, long end) {
    if (wanted < begin) {
      throw new StopException(
          "%s is needed from offset %d, but begins at %d: retention deleted what was not applied, and no state covers it; fill this region from another"
              .formatted(topic, wanted, begin));
    }
    if (wanted > end) {
      throw new StopException(
          "%s was read up to offset %d, but ends at %d: it was cut, or made anew under the same name; have this region begin anew: atoll replication reseed"
              .formatted(topic, wanted, end));
    }
  }

  private void begin(Map<TopicPartition, Long> from) {
    lock.lock();
    try {
      waiting = new ArrayList<>();
      waitingBytes = 0;
      full = false;
      failure = null;
      polled.clear();
      from.forEach((topic, offset) -> polled.put(topic.topic(), offset));
      taken = Map.copyOf(polled);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes what was polled.
   *
   * @param next where each topic goes on that has advanced
   * @param lag records known to be there and not polled yet
   * @return whether nothing more is to be polled until some of it was taken
   */
  boolean put(List<ConsumerRecord<byte[], byte[]>> records, Map<String, Long> next, long lag) {
    lock.lock();
    try {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        waiting.add(record);
        waitingBytes += Math.max(0, record.serializedValueSize());
      }
      polled.putAll(next);
      lagRecords = lag;
      full =
          waiting.size() >= LogReader.WAITING_RECORDS_MAX
              || waitingBytes >= LogReader.WAITING_BYTES_MAX;
      changed.signal();
      return full;
    } finally {
      lock.unlock();
    }
  }

  /** Takes word that nothing more comes. */
  void fail(RuntimeException reason) {
    lock.lock();
    try {
      failure = reason;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for entries at most this long; none may come.
   *
   * @throws StopException if there is one that can't be read, or a log was cut
   * @throws KafkaException if Kafka can't be used
   * @throws WakeupException after a {@link #wakeup}
   */
  List<LogEntry> poll(Duration timeout) throws InterruptedException {
    List<LogEntry> entries = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : take(timeout)) {
      entries.add(read(record));
    }
    return entries;
  }

  private List<ConsumerRecord<byte[], byte[]>> take(Duration timeout) throws InterruptedException {
    lock.lock();
    try {
      long left = timeout.toNanos();
      while (waiting.isEmpty() && failure == null && !woken && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (woken) {
        woken = false;
        throw new WakeupException();
      }
      if (waiting.isEmpty() && failure != null) {
        throw failure;
      }
      List<ConsumerRecord<byte[], byte[]>> batch = waiting;
      waiting = new ArrayList<>();
      waitingBytes = 0;
      taken = Map.copyOf(polled);
      if (full) {
        full = false;
        log.tell(() -> log.resume(this));
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private LogEntry read(ConsumerRecord<byte[], byte[]> record) {
    try {
      Position at =
          record.topic().equals(Topics.LOG)
              ? new Position(own, partition, record.offset())
              : MirrorHeaders.position(partition, record.headers());
      return new LogEntry(at, OperationCodec.decode(record.key(), record.value()));
    } catch (UnreadableException | IllegalArgumentException e) {
      throw new StopException(
          "%s-%d, offset %d: %s"
              .formatted(record.topic(), partition, record.offset(), e.getMessage()));
    }
  }

  /** Where the next poll reads on, by topic: past what the last one gave, and no further. */
  Map<String, Long> offsets() {
    lock.lock();
    try {
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Where the topics begin now, by topic. */
  Map<String, Long> begins() throws InterruptedException {
    Map<String, Long> begins = new HashMap<>();
    log.ask(consumer -> consumer.beginningOffsets(topics))
        .forEach((topic, begin) -> begins.put(topic.topic(), begin));
    return begins;
  }

  /** Where the topics end now, by topic. */
  Map<String, Long> ends() throws InterruptedException {
    Map<String, Long> ends = new HashMap<>();
    log.ask(consumer -> consumer.endOffsets(topics))
        .forEach((topic, end) -> ends.put(topic.topic(), end));
    return ends;
  }

  /** Records known to be there and not polled yet. */
  long lagRecords() {
    lock.lock();
    try {
      return lagRecords + waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Ends a poll early, from any thread. */
  void wakeup() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    log.tell(() -> log.detach(this));
  }
}
