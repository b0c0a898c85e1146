package io.atoll.replication.state;

import io.atoll.replication.cell.CellName;
import io.atoll.replication.kafka.CommittedReads;
import io.atoll.replication.kafka.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads a region's state topic over one connection. All calls block. What is read of a partition is
 * complete if nobody else can commit any more, which opening a {@link StateWriter} first sees to.
 */
public final class StateReader implements AutoCloseable {
  /** How far back the last coverage is first looked for: it ends every transaction. */
  private static final long TAIL_RECORDS = 64;

  private static final Duration POLL = Duration.ofMillis(200);

  /** Without a record for this long the broker is as good as gone. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(10);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** What is asked for is there, so that the broker has little to wait for. */
  private static final int WAIT_MILLIS = 50;

  private static final byte[] FORGOTTEN = {};

  private final KafkaConsumer<byte[], byte[]> consumer;

  public StateReader(String bootstrap) {
    consumer =
        CommittedReads.consumer(
            bootstrap,
            "atoll-state-reader",
            TIMEOUT,
            Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, WAIT_MILLIS));
  }

  /** The last coverage of one partition. */
  public Coverage coverage(int partition) {
    return coverages(List.of(partition)).getOrDefault(partition, Coverage.NONE);
  }

  /**
   * The last coverage of each of these partitions, found from the end. Where there is no topic
   * there is no state.
   */
  public Map<Integer, Coverage> coverages(Collection<Integer> partitions) {
    Map<Integer, Coverage> coverages = new TreeMap<>();
    partitions.forEach(partition -> coverages.put(partition, Coverage.NONE));
    if (consumer.partitionsFor(Topics.STATE).isEmpty()) {
      return coverages;
    }
    Set<TopicPartition> wanted = new HashSet<>();
    partitions.forEach(partition -> wanted.add(of(partition)));
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(wanted);
    for (long back = TAIL_RECORDS; !wanted.isEmpty(); back *= TAIL_RECORDS) {
      Map<TopicPartition, Long> from = new HashMap<>();
      for (Map.Entry<TopicPartition, Long> end : consumer.endOffsets(wanted).entrySet()) {
        long begin = begins.getOrDefault(end.getKey(), 0L);
        from.put(end.getKey(), Math.max(begin, end.getValue() - back));
      }
      Map<TopicPartition, Coverage> found = read(from, _ -> {});
      found.forEach((partition, coverage) -> coverages.put(partition.partition(), coverage));
      wanted.removeAll(found.keySet());
      wanted.removeIf(partition -> Objects.equals(from.get(partition), begins.get(partition)));
    }
    return coverages;
  }

  /**
   * Reads all of a partition.
   *
   * @param cells takes cells as they are stored; of one name the last counts, and an empty one was
   *     forgotten
   */
  public Coverage load(int partition, Consumer<Map<CellName, byte[]>> cells) {
    Map<TopicPartition, Long> begin = consumer.beginningOffsets(List.of(of(partition)));
    return read(begin, cells).getOrDefault(of(partition), Coverage.NONE);
  }

  /** Reads on from these offsets to the ends as they are now, and gives the coverages met last. */
  private Map<TopicPartition, Coverage> read(
      Map<TopicPartition, Long> from, Consumer<Map<CellName, byte[]>> cells) {
    consumer.assign(from.keySet());
    from.forEach(consumer::seek);
    Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
    Map<TopicPartition, Coverage> last = new HashMap<>();
    long heard = System.nanoTime();
    while (!isReadTo(ends)) {
      Map<CellName, byte[]> some = new HashMap<>();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        heard = System.nanoTime();
        if (StateRecords.isCoverage(record.key())) {
          last.put(of(record.partition()), CoverageCodec.decode(record.value()));
        } else {
          byte[] cell = record.value();
          some.put(CellName.parse(record.key()), cell == null ? FORGOTTEN : cell);
        }
      }
      if (!some.isEmpty()) {
        cells.accept(some);
      }
      if (System.nanoTime() - heard > SILENCE_MAX.toNanos()) {
        throw new TimeoutException("state could not be read to its ends at %s".formatted(ends));
      }
    }
    return last;
  }

  private boolean isReadTo(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /**
   * How far these partitions reach together, as far as that is committed: grows with each write.
   */
  public long reach(Collection<Integer> partitions) {
    return consumer.endOffsets(partitions.stream().map(StateReader::of).toList()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private static TopicPartition of(int partition) {
    return new TopicPartition(Topics.STATE, partition);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
