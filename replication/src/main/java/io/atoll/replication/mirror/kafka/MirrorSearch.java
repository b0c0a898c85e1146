package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.Position;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds where in a mirror something is. A mirror's own offsets say nothing about its source's,
 * since its transactions take up offsets too; but its records of one life of the source's log are
 * in that log's order, so that what is known comes before what is not.
 */
public final class MirrorSearch {
  private static final Duration POLL = Duration.ofMillis(50);

  /** A broker answers in milliseconds, a distant one in some hundred; one record is wanted. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * A record of a mirror.
   *
   * @param offset in the mirror
   * @param at in the source's log
   * @param leaderEpoch of the source, under which it was written
   */
  public record Found(long offset, Position at, int leaderEpoch) {}

  /** Where to go on. {@code first} is null if the mirror holds nothing that is not known. */
  public record Start(long offset, @Nullable Found first) {}

  /**
   * A search by this consumer, which stays the caller's.
   *
   * @param consumer of committed records; the less it fetches at one time, the better
   */
  public MirrorSearch(KafkaConsumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /**
   * Finds the first record that is not known, by halving.
   *
   * @param wanted the records to look at: of them, known ones come before others
   */
  public Start search(
      TopicPartition mirror, Predicate<Position> wanted, Predicate<Position> known) {
    Set<TopicPartition> only = Set.of(mirror);
    consumer.assign(only);
    long low = offset(consumer.beginningOffsets(only), mirror);
    long end = offset(consumer.endOffsets(only), mirror);
    long high = end;
    Found first = null;
    while (low < high) {
      long middle = low + (high - low) / 2;
      Found found = next(mirror, wanted, middle, high);
      if (found == null) {
        high = middle;
      } else if (known.test(found.at())) {
        low = found.offset() + 1;
      } else {
        first = found;
        high = middle;
      }
    }
    return first == null ? new Start(end, null) : new Start(first.offset(), first);
  }

  /** The first record that is wanted in a range of offsets; null: there is none. */
  private @Nullable Found next(
      TopicPartition mirror, Predicate<Position> wanted, long from, long to) {
    consumer.seek(mirror, from);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(mirror) < to) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(mirror)) {
        deadline = System.nanoTime() + PATIENCE.toNanos();
        if (record.offset() >= to) {
          return null;
        }
        Position at = MirrorHeaders.position(mirror.partition(), record.headers());
        if (wanted.test(at)) {
          return new Found(record.offset(), at, MirrorHeaders.leaderEpoch(record.headers()));
        }
      }
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            "%s could not be read at offset %d within %s"
                .formatted(mirror, consumer.position(mirror), PATIENCE));
      }
    }
    return null;
  }

  private static long offset(Map<TopicPartition, Long> offsets, TopicPartition topic) {
    return Objects.requireNonNull(offsets.get(topic));
  }
}
