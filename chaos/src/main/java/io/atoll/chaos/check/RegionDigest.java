package io.atoll.chaos.check;

import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a region holds, partition by partition, boiled down to a digest of its stored bytes. */
public record RegionDigest(RegionId region, SortedMap<Integer, Partition> partitions) {
  /**
   * One partition of it.
   *
   * @param watermark up to where everything was applied when the digest was made
   * @param digest equal data give equal text
   */
  public record Partition(Watermark watermark, long cells, String digest) {}

  public RegionDigest {
    partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
  }

  /** Whether both have the same partitions and have applied exactly the same in each. */
  public boolean comparableWith(RegionDigest other) {
    return partitions.keySet().equals(other.partitions.keySet())
        && partitions.entrySet().stream()
            .allMatch(entry ->
                other
                    .partitions
                    .getOrDefault(entry.getKey(), entry.getValue())
                    .watermark()
                    .equals(entry.getValue().watermark()));
  }
}
