package io.atoll.replication.join;

import io.atoll.core.position.IncarnationId;
import io.atoll.replication.mirror.MirrorPositions;
import io.atoll.replication.mirror.MissingRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a region has what logs held, as mirrors or as its own log.
 *
 * @param nextOffsets the first offset that it does not have, by life and partition
 */
public record Holdings(Map<IncarnationId, Map<Integer, Long>> nextOffsets) {
  public Holdings {
    Map<IncarnationId, Map<Integer, Long>> copy = new HashMap<>();
    nextOffsets.forEach((life, partitions) -> copy.put(life, Map.copyOf(partitions)));
    nextOffsets = Map.copyOf(copy);
  }

  /**
   * What is mirrored, of all sources.
   *
   * @param mirrors positions that speak of records that are there
   */
  public static Holdings of(Collection<MirrorPositions> mirrors) {
    Map<IncarnationId, Map<Integer, Long>> found = new HashMap<>();
    for (MirrorPositions mirror : mirrors) {
      mirror
          .byPartition()
          .forEach((partition, lives) ->
              lives.forEach((life, at) ->
                  found
                      .computeIfAbsent(life, _ -> new HashMap<>())
                      .put(partition, at.nextOffset())));
    }
    return new Holdings(found);
  }

  /** These, and the log itself in the life that it is in, up to this offset. */
  public Holdings withLog(IncarnationId life, int partition, long next) {
    Map<IncarnationId, Map<Integer, Long>> more = new HashMap<>(nextOffsets);
    Map<Integer, Long> partitions = new HashMap<>(nextOffsets.getOrDefault(life, Map.of()));
    partitions.merge(partition, next, Math::max);
    more.put(life, partitions);
    return new Holdings(more);
  }

  /** What of these none of the others has. */
  List<MissingRange> beyond(Collection<Holdings> others) {
    List<MissingRange> beyond = new ArrayList<>();
    new TreeMap<>(nextOffsets)
        .forEach((life, partitions) ->
            new TreeMap<>(partitions)
                .forEach((partition, next) -> {
                  long theirs =
                      others.stream()
                          .mapToLong(other -> other.next(life, partition))
                          .max()
                          .orElse(0);
                  if (next > theirs) {
                    beyond.add(new MissingRange(partition, life, theirs, next));
                  }
                }));
    return beyond;
  }

  /** The first offset that is not here. */
  long next(IncarnationId life, int partition) {
    return nextOffsets.getOrDefault(life, Map.of()).getOrDefault(partition, 0L);
  }
}
