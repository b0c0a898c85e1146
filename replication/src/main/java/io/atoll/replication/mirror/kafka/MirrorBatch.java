package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.IncarnationId;
import io.atoll.replication.mirror.MirrorPosition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What one transaction carries: records of several partitions and the positions after them, and
 * which lives of the source are closed from then on.
 */
final class MirrorBatch {
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final SortedMap<Integer, MirrorPosition> positions = new TreeMap<>();
  private final SortedSet<IncarnationId> closing = new TreeSet<>();
  private long bytes;

  /** A batch that writes positions down and carries nothing. */
  static MirrorBatch of(SortedMap<Integer, MirrorPosition> positions) {
    MirrorBatch batch = new MirrorBatch();
    batch.positions.putAll(positions);
    return batch;
  }

  /** A batch that closes lives, and carries nothing. */
  static MirrorBatch closing(SortedSet<IncarnationId> lives) {
    MirrorBatch batch = new MirrorBatch();
    batch.closing.addAll(lives);
    return batch;
  }

  /** The lives that this batch closes. */
  SortedSet<IncarnationId> closing() {
    return Collections.unmodifiableSortedSet(closing);
  }

  /**
   * Appends the next records of one partition of the source, which stands at {@code after} then.
   */
  void append(List<ConsumerRecord<byte[], byte[]>> next, MirrorPosition after) {
    if (next.isEmpty()) {
      return;
    }
    records.addAll(next);
    for (ConsumerRecord<byte[], byte[]> record : next) {
      bytes += record.serializedKeySize() + record.serializedValueSize();
    }
    positions.put(next.getFirst().partition(), after);
  }

  boolean isEmpty() {
    return positions.isEmpty();
  }

  /** Of keys and values. */
  long bytes() {
    return bytes;
  }

  List<ConsumerRecord<byte[], byte[]>> records() {
    return Collections.unmodifiableList(records);
  }

  /** The positions of the partitions that this batch moves. */
  SortedMap<Integer, MirrorPosition> positions() {
    return Collections.unmodifiableSortedMap(positions);
  }
}
