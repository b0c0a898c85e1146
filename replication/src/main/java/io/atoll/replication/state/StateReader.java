package io.atoll.replication.state;

import io.atoll.replication.cell.CellName;
import io.atoll.replication.kafka.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition of the state topic. All calls block. What is read is complete if nobody else
 * can commit any more, which opening a {@link StateWriter} first sees to.
 */
public final class StateReader implements AutoCloseable {
  /** How far back the last coverage is first looked for: it ends every transaction. */
  private static final long TAIL_RECORDS = 64;

  private static final Duration POLL = Duration.ofMillis(200);

  /** Without a record for this long the broker is as good as gone. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(10);

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final byte[] FORGOTTEN = {};

  private final TopicPartition partition;
  private final KafkaConsumer<byte[], byte[]> consumer;

  public StateReader(String bootstrap, int partition) {
    this.partition = new TopicPartition(Topics.STATE, partition);
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                50,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                TIMEOUT_MILLIS,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                TIMEOUT_MILLIS),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(this.partition));
  }

  /** The last coverage, found from the end. */
  public Coverage coverage() {
    long begin = begin();
    for (long back = TAIL_RECORDS; ; back *= TAIL_RECORDS) {
      long from = Math.max(begin, end() - back);
      Coverage found = read(from, _ -> {});
      if (found != null) {
        return found;
      }
      if (from == begin) {
        return Coverage.NONE;
      }
    }
  }

  /**
   * Reads everything.
   *
   * @param cells takes cells as they are stored; of one name the last counts, and an empty one was
   *     forgotten
   */
  public Coverage load(Consumer<Map<CellName, byte[]>> cells) {
    Coverage found = read(begin(), cells);
    return found == null ? Coverage.NONE : found;
  }

  private @Nullable Coverage read(long from, Consumer<Map<CellName, byte[]>> cells) {
    consumer.seek(partition, from);
    long end = end();
    Coverage last = null;
    long heard = System.nanoTime();
    while (consumer.position(partition) < end) {
      Map<CellName, byte[]> some = new HashMap<>();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        heard = System.nanoTime();
        if (StateRecords.isCoverage(record.key())) {
          last = CoverageCodec.decode(record.value());
        } else {
          byte[] cell = record.value();
          some.put(CellName.parse(record.key()), cell == null ? FORGOTTEN : cell);
        }
      }
      if (!some.isEmpty()) {
        cells.accept(some);
      }
      if (System.nanoTime() - heard > SILENCE_MAX.toNanos()) {
        throw new TimeoutException(
            "%s could be read up to offset %d only, not to its end at %d"
                .formatted(partition, consumer.position(partition), end));
      }
    }
    return last;
  }

  private long begin() {
    return consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  /** Where it ends now, as far as that is committed. */
  public long end() {
    return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
