package io.atoll.replication.changes;

import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.replication.mirror.kafka.MirrorHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds where in a mirror a feed goes on. A mirror's own offsets say nothing about its source's,
 * since its transactions take up offsets too; but its records are in the source's order, so that
 * what has been told comes before what has not.
 */
final class MirrorSearch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  /** A local broker answers in milliseconds; one record is wanted. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * A record of a mirror.
   *
   * @param offset in the mirror
   * @param at in the source's log
   */
  record Found(long offset, Position at) {}

  /** Where to go on. {@code first} is null if the mirror holds nothing that is not told. */
  record Start(long offset, @Nullable Found first) {}

  MirrorSearch(String bootstrap) {
    consumer = Consumers.single(bootstrap);
  }

  /** Finds the first record that is not told, by halving. */
  Start search(TopicPartition mirror, Watermark told) {
    Set<TopicPartition> only = Set.of(mirror);
    consumer.assign(only);
    long low = offset(consumer.beginningOffsets(only), mirror);
    long end = offset(consumer.endOffsets(only), mirror);
    long high = end;
    Found first = null;
    while (low < high) {
      long middle = low + (high - low) / 2;
      Found found = next(mirror, middle, high);
      if (found == null) {
        high = middle;
      } else if (told.covers(found.at())) {
        low = found.offset() + 1;
      } else {
        first = found;
        high = middle;
      }
    }
    return first == null ? new Start(end, null) : new Start(first.offset(), first);
  }

  /** The first record in a range of offsets; null: there is none. */
  private @Nullable Found next(TopicPartition mirror, long from, long to) {
    consumer.seek(mirror, from);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(mirror) < to) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(mirror)) {
        return record.offset() < to
            ? new Found(
                record.offset(), MirrorHeaders.position(mirror.partition(), record.headers()))
            : null;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            "%s could not be read at offset %d within %s".formatted(mirror, from, PATIENCE));
      }
    }
    return null;
  }

  private static long offset(Map<TopicPartition, Long> offsets, TopicPartition topic) {
    return Objects.requireNonNull(offsets.get(topic));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
