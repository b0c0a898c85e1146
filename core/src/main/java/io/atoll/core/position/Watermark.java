package io.atoll.core.position;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far one partition of a region has come: per origin incarnation the <em>next</em> offset,
 * everything before which is applied. An incarnation that is not named stands at 0. Watermarks form
 * a lattice under {@link #merge}; {@link #covers(Watermark)} is its order and only a partial one.
 */
public record Watermark(SortedMap<IncarnationId, Long> nextOffsets) {
  public static final Watermark ZERO = new Watermark(Map.of());

  public Watermark(Map<IncarnationId, Long> nextOffsets) {
    this(sortedWithoutZeros(nextOffsets));
  }

  public Watermark {
    nextOffsets = Collections.unmodifiableSortedMap(sortedWithoutZeros(nextOffsets));
  }

  /** Zero entries are dropped, so that equal contexts are equal records. */
  private static SortedMap<IncarnationId, Long> sortedWithoutZeros(
      Map<IncarnationId, Long> offsets) {
    SortedMap<IncarnationId, Long> sorted = new TreeMap<>();
    offsets.forEach((incarnation, next) -> {
      if (next < 0) {
        throw new IllegalArgumentException(
            "next offset %d of %s is negative".formatted(next, incarnation));
      }
      if (next > 0) {
        sorted.put(incarnation, next);
      }
    });
    return sorted;
  }

  /** The first offset of this incarnation that is not applied yet. */
  public long next(IncarnationId incarnation) {
    return nextOffsets.getOrDefault(incarnation, 0L);
  }

  /** Whether the operation at this position is applied. The partition is the caller's to match. */
  public boolean covers(Position position) {
    return position.offset() < next(position.incarnation());
  }

  public boolean covers(Watermark other) {
    return other.nextOffsets.entrySet().stream()
        .allMatch(entry -> entry.getValue() <= next(entry.getKey()));
  }

  /**
   * This watermark with everything of an incarnation before {@code next} applied too; never moves
   * back.
   */
  public Watermark advance(IncarnationId incarnation, long next) {
    if (next <= next(incarnation)) {
      return this;
    }
    SortedMap<IncarnationId, Long> advanced = new TreeMap<>(nextOffsets);
    advanced.put(incarnation, next);
    return new Watermark(advanced);
  }

  /** This watermark without anything of one incarnation. */
  public Watermark without(IncarnationId incarnation) {
    if (!nextOffsets.containsKey(incarnation)) {
      return this;
    }
    SortedMap<IncarnationId, Long> others = new TreeMap<>(nextOffsets);
    others.remove(incarnation);
    return new Watermark(others);
  }

  /** The least watermark that covers both. */
  public Watermark merge(Watermark other) {
    SortedMap<IncarnationId, Long> merged = new TreeMap<>(nextOffsets);
    other.nextOffsets.forEach((incarnation, next) -> merged.merge(incarnation, next, Math::max));
    return new Watermark(merged);
  }

  @Override
  public String toString() {
    return nextOffsets.toString();
  }
}
