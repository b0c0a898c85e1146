package io.atoll.chaos.check;

import io.atoll.core.region.RegionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Whether all regions hold the same in the end: equal digests at equal watermarks for every
 * partition, whole regions and not just the drill's keys; and, for the drill's keys, one value at
 * every edge, which also covers what the edges cache.
 */
public final class RegionsEqual {
  public static final String NAME = "regions-equal";

  private RegionsEqual() {}

  /**
   * Compares every region with the first one, and every edge with the others.
   *
   * @param members every region that must have given a digest
   */
  public static Finding check(
      List<RegionId> members, List<RegionDigest> digests, List<FinalRead> finals) {
    if (members.size() < 2) {
      return Finding.invalid(NAME, "there are fewer than two regions to compare");
    }
    long cells =
        digests.stream()
            .flatMap(digest -> digest.partitions().values().stream())
            .mapToLong(RegionDigest.Partition::cells)
            .sum();
    List<String> violations = new ArrayList<>();
    TreeSet<RegionId> missing = new TreeSet<>(members);
    digests.forEach(digest -> missing.remove(digest.region()));
    missing.forEach(region -> violations.add("%s gave no digest".formatted(region)));
    if (!digests.isEmpty()) {
      digests.stream().skip(1).forEach(digest -> compare(digests.getFirst(), digest, violations));
    }
    long keysUnequal = compareReads(finals, violations);
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("regions", members.size());
    numbers.put("partitions", digests.isEmpty() ? 0 : digests.getFirst().partitions().size());
    numbers.put("cells", cells);
    numbers.put("keys-unequal", keysUnequal);
    if (violations.isEmpty() && cells == 0) {
      return new Finding(
          NAME, Verdict.INVALID, "no region holds anything to compare", numbers, violations);
    }
    return new Finding(
        NAME,
        violations.isEmpty() ? Verdict.PASS : Verdict.FAIL,
        violations.isEmpty()
            ? "%d regions equal, %d cells in all".formatted(members.size(), cells)
            : "regions differ in %d ways".formatted(violations.size()),
        numbers,
        violations);
  }

  private static void compare(RegionDigest one, RegionDigest other, List<String> violations) {
    TreeSet<Integer> partitions = new TreeSet<>(one.partitions().keySet());
    partitions.addAll(other.partitions().keySet());
    for (int partition : partitions) {
      RegionDigest.Partition a = one.partitions().get(partition);
      RegionDigest.Partition b = other.partitions().get(partition);
      if (a == null || b == null) {
        violations.add(
            "partition %d: only %s has it"
                .formatted(partition, a == null ? other.region() : one.region()));
      } else if (!a.watermark().equals(b.watermark())) {
        violations.add(
            "partition %d: %s has applied up to %s but %s up to %s"
                .formatted(partition, one.region(), a.watermark(), other.region(), b.watermark()));
      } else if (!a.digest().equals(b.digest())) {
        violations.add(
            "partition %d: digests differ at the same watermark: %s has %s of %d cells, %s %s of %d"
                .formatted(
                    partition,
                    one.region(),
                    a.digest(),
                    a.cells(),
                    other.region(),
                    b.digest(),
                    b.cells()));
      }
    }
  }

  private static long compareReads(List<FinalRead> finals, List<String> violations) {
    Map<String, FinalRead> first = new HashMap<>();
    TreeSet<String> unequal = new TreeSet<>();
    for (FinalRead read : finals) {
      if (!read.answered()) {
        continue;
      }
      FinalRead other = first.putIfAbsent(read.key(), read);
      if (other != null && !Objects.equals(other.value(), read.value())) {
        if (unequal.add(read.key())) {
          violations.add(
              "%s: %s of %s has '%s' but %s of %s has '%s'"
                  .formatted(
                      read.key(),
                      other.edge(),
                      other.region(),
                      other.value(),
                      read.edge(),
                      read.region(),
                      read.value()));
        }
      }
    }
    return unequal.size();
  }
}
