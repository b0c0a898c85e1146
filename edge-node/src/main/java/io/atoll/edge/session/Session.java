package io.atoll.edge.session;

import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Cell;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a client has seen and written. Sessions form a lattice under {@link #merge}.
 *
 * @param newest the newest timestamp read or written
 * @param seen by partition: what a region must have applied to show nothing older; only of
 *     partitions that the client touched
 */
public record Session(HybridTimestamp newest, SortedMap<Integer, Watermark> seen) {
  /** Of a client that has seen nothing. */
  public static final Session NONE = new Session(HybridTimestamp.ZERO, Map.of());

  public Session(HybridTimestamp newest, Map<Integer, Watermark> seen) {
    this(newest, new TreeMap<>(seen));
  }

  /** Partitions of which nothing was seen are dropped, so that equal sessions are equal records. */
  public Session {
    SortedMap<Integer, Watermark> kept = new TreeMap<>();
    seen.forEach((partition, watermark) -> {
      if (partition < 0) {
        throw new IllegalArgumentException("partition %d is negative".formatted(partition));
      }
      if (!watermark.equals(Watermark.ZERO)) {
        kept.put(partition, watermark);
      }
    });
    seen = Collections.unmodifiableSortedMap(kept);
  }

  /** Of a client that has read something of one partition, and nothing else. */
  public static Session ofRead(int partition, Watermark seen, HybridTimestamp newest) {
    return new Session(newest, Map.of(partition, seen));
  }

  /**
   * Of a client that has read a cell, and nothing else. What the cell holds for later was not shown
   * to it, and must not make its next write as late.
   *
   * @param millis the time of the read
   */
  public static Session ofCell(int partition, Cell cell, long millis) {
    long shownMillis = millis + Cell.SKEW_MAX.toMillis();
    HybridTimestamp newest =
        cell.held().isEmpty() || cell.timestamp().millis() <= shownMillis
            ? cell.timestamp()
            : HybridTimestamp.of(shownMillis, 0);
    return ofRead(partition, cell.seen(), newest);
  }

  /**
   * Of a client that has read a list of one partition, and nothing else. No list tells the newest
   * timestamp in it: with clocks that agree it is past by the time of the read.
   *
   * @param seen what was applied to the partition
   * @param millis the time of the read
   */
  public static Session ofList(int partition, Watermark seen, long millis) {
    return ofRead(partition, seen, HybridTimestamp.of(millis, HybridTimestamp.COUNTER_MAX));
  }

  /**
   * Of a client that has written once.
   *
   * @param effective the timestamp the write counts with, or as much as is known of it
   */
  public static Session ofWrite(Position at, HybridTimestamp effective) {
    return ofRead(
        at.partition(), Watermark.ZERO.advance(at.incarnation(), at.offset() + 1), effective);
  }

  /** How many partitions a log must have to hold what was seen. */
  public int partitions() {
    return seen.isEmpty() ? 0 : seen.lastKey() + 1;
  }

  /** What was seen of one partition. */
  public Watermark seen(int partition) {
    return seen.getOrDefault(partition, Watermark.ZERO);
  }

  /** Whether merging this into the other adds nothing. */
  public boolean isWithin(Session other) {
    return newest.compareTo(other.newest) <= 0
        && seen.entrySet().stream()
            .allMatch(entry -> other.seen(entry.getKey()).covers(entry.getValue()));
  }

  /** The least session that covers both. */
  public Session merge(Session other) {
    if (other.isWithin(this)) {
      return this;
    }
    SortedMap<Integer, Watermark> merged = new TreeMap<>(seen);
    other.seen.forEach(
        (partition, watermark) -> merged.merge(partition, watermark, Watermark::merge));
    return new Session(HybridTimestamp.max(newest, other.newest), merged);
  }
}
