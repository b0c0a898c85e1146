package io.atoll.replication.conflict;

import io.atoll.core.operation.Key;
import io.atoll.replication.kafka.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a ledger, read from its end towards its beginning, a few conflicts at a time.
 */
final class LedgerTail {
  /** Held at one time; each may be a value of 1 MiB. */
  private static final int BLOCK_RECORDS = 8;

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final long begin;

  /** The latest last. */
  private final Deque<KeptConflict> block = new ArrayDeque<>();

  /** Everything from here on was given out or is in the block. */
  private long loadedFrom;

  /** Everything from here on was given out. */
  private long before;

  /** A tail before an offset; one after the ledger's end is that. */
  LedgerTail(KafkaConsumer<byte[], byte[]> consumer, int partition, long before) {
    this.consumer = consumer;
    this.partition = new TopicPartition(Topics.CONFLICTS, partition);
    Set<TopicPartition> only = Set.of(this.partition);
    begin = offset(consumer.beginningOffsets(only));
    loadedFrom = Math.max(begin, Math.min(before, offset(consumer.endOffsets(only))));
    this.before = loadedFrom;
  }

  private long offset(Map<TopicPartition, Long> offsets) {
    return Objects.requireNonNull(offsets.get(partition));
  }

  /** The latest conflict that was not taken; null: there is none. */
  @Nullable KeptConflict peek() {
    while (block.isEmpty() && loadedFrom > begin) {
      long from = Math.max(begin, loadedFrom - BLOCK_RECORDS);
      block.addAll(read(from, loadedFrom));
      loadedFrom = from;
    }
    return block.peekLast();
  }

  void take() {
    before = block.removeLast().offset();
  }

  /** Where a later reading goes on. */
  long before() {
    return before;
  }

  /** What stands in a range of offsets; retention may have taken some of it meanwhile. */
  List<KeptConflict> read(long from, long to) {
    consumer.assign(Set.of(partition));
    consumer.seek(partition, from);
    List<KeptConflict> found = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(partition) < to) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < to) {
          found.add(kept(record));
        }
      }
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            "%s could not be read from %d to %d within %s"
                .formatted(partition, from, to, PATIENCE));
      }
    }
    return found;
  }

  private static KeptConflict kept(ConsumerRecord<byte[], byte[]> record) {
    Key key = Key.parse(new String(record.key(), StandardCharsets.UTF_8));
    return new KeptConflict(
        record.partition(), record.offset(), ConflictCodec.decode(key, record.value()));
  }
}
