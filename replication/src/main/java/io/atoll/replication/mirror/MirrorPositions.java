package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far the mirror of one source has come: for every partition, in every life of the source's log
 * that was heard of. Most sources have lived once.
 *
 * @param closed lives of which nothing more is taken from the source itself, ever, because it was
 *     expelled in them; other regions' mirrors may still have more of them
 */
public record MirrorPositions(
    SortedMap<Integer, SortedMap<IncarnationId, MirrorPosition>> byPartition,
    SortedSet<IncarnationId> closed) {
  /** Of a mirror that was never begun. */
  public static final MirrorPositions NONE = new MirrorPositions(new TreeMap<>());

  public MirrorPositions {
    SortedMap<Integer, SortedMap<IncarnationId, MirrorPosition>> copy = new TreeMap<>();
    byPartition.forEach((partition, lives) ->
        copy.put(partition, Collections.unmodifiableSortedMap(new TreeMap<>(lives))));
    byPartition = Collections.unmodifiableSortedMap(copy);
    closed = Collections.unmodifiableSortedSet(new TreeSet<>(closed));
  }

  /** Of lives that are all open. */
  public MirrorPositions(SortedMap<Integer, SortedMap<IncarnationId, MirrorPosition>> byPartition) {
    this(byPartition, new TreeSet<>());
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
    return new MirrorPositions(moved, closed);
  }

  /** These, but these lives are closed as well. */
  public MirrorPositions closing(Collection<IncarnationId> lives) {
    SortedSet<IncarnationId> all = new TreeSet<>(closed);
    all.addAll(lives);
    return new MirrorPositions(byPartition, all);
  }

  /** Whether nothing more of this life is taken from the source. */
  public boolean isClosed(IncarnationId life) {
    return closed.contains(life);
  }

  /** Every life that is known. */
  public SortedSet<IncarnationId> lives() {
    SortedSet<IncarnationId> lives = new TreeSet<>(closed);
    byPartition.values().forEach(known -> lives.addAll(known.keySet()));
    return lives;
  }

  /** What is known of a partition, by life; empty if it was never begun. */
  public SortedMap<IncarnationId, MirrorPosition> lives(int partition) {
    return byPartition.getOrDefault(partition, Collections.emptySortedMap());
  }

  /** Where a partition stands in one life; null: that life is not known. */
  public @Nullable MirrorPosition of(int partition, IncarnationId life) {
    return lives(partition).get(life);
  }

  /** Those that speak of this life of the mirror's topic, and so of records that are there. */
  public MirrorPositions inMirror(String mirror) {
    SortedMap<Integer, SortedMap<IncarnationId, MirrorPosition>> there = new TreeMap<>();
    byPartition.forEach((partition, lives) -> {
      SortedMap<IncarnationId, MirrorPosition> kept = new TreeMap<>(lives);
      kept.values().removeIf(at -> !at.mirror().equals(mirror));
      there.put(partition, kept);
    });
    return new MirrorPositions(there, closed);
  }

  /** Whether any life but this one is known. */
  public boolean hasOthersThan(IncarnationId life) {
    return byPartition.values().stream()
        .flatMap(lives -> lives.keySet().stream())
        .anyMatch(known -> !known.equals(life));
  }
}
