package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far the mirror of one source has come: for every partition, in every life of the source's log
 * that was heard of. Most sources have lived once.
 */
public record MirrorPositions(
    SortedMap<Integer, SortedMap<IncarnationId, MirrorPosition>> byPartition) {
  /** Of a mirror that was never begun. */
  public static final MirrorPositions NONE = new MirrorPositions(new TreeMap<>());

  public MirrorPositions {
    SortedMap<Integer, SortedMap<IncarnationId, MirrorPosition>> copy = new TreeMap<>();
    byPartition.forEach((partition, lives) ->
        copy.put(partition, Collections.unmodifiableSortedMap(new TreeMap<>(lives))));
    byPartition = Collections.unmodifiableSortedMap(copy);
  }

  /** These, but one partition stands at this position in that position's life. */
  public MirrorPositions with(int partition, MirrorPosition at) {
    return withAll(Map.of(partition, at));
  }

  /** These, but some partitions stand elsewhere. */
  public MirrorPositions withAll(Map<Integer, MirrorPosition> positions) {
    SortedMap<Integer, SortedMap<IncarnationId, MirrorPosition>> moved = new TreeMap<>(byPartition);
    positions.forEach((partition, at) -> {
      SortedMap<IncarnationId, MirrorPosition> lives = new TreeMap<>(lives(partition));
      lives.put(at.incarnation(), at);
      moved.put(partition, lives);
    });
    return new MirrorPositions(moved);
  }

  /** What is known of a partition, by life; empty if it was never begun. */
  public SortedMap<IncarnationId, MirrorPosition> lives(int partition) {
    return byPartition.getOrDefault(partition, Collections.emptySortedMap());
  }

  /** Where a partition stands in one life; null: that life is not known. */
  public @Nullable MirrorPosition of(int partition, IncarnationId life) {
    return lives(partition).get(life);
  }

  /** Whether any life but this one is known. */
  public boolean hasOthersThan(IncarnationId life) {
    return byPartition.values().stream()
        .flatMap(lives -> lives.keySet().stream())
        .anyMatch(known -> !known.equals(life));
  }
}
