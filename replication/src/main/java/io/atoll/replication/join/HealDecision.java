package io.atoll.replication.join;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a region does whose log lost records. It begins anew, and forgets its copies of other
 * regions' logs with that: so only when all of them answer, and somebody else has every one.
 *
 * <p>That holds for several regions too that lost something at once, as by one cause. Each waits
 * until the others have taken from it what they lost, so no two forget what only they have.
 */
public sealed interface HealDecision {
  /** It forgets everything, to be filled by the others. */
  record Reseed() implements HealDecision {}

  /**
   * It takes no writes, keeps everything, and looks again.
   *
   * @param reason for the operator
   */
  record Wait(String reason) implements HealDecision {}

  /**
   * Decides.
   *
   * @param mirrors what this region has mirrored; of its log, the ledger keeps what nobody else has
   * @param others for every other region what it has; empty: it does not answer
   */
  static HealDecision of(Holdings mirrors, Map<RegionId, Optional<Holdings>> others) {
    if (others.isEmpty()) {
      return new Wait("there is no other region to be filled from");
    }
    SortedSet<RegionId> silent = new TreeSet<>();
    others.forEach((region, has) -> {
      if (has.isEmpty()) {
        silent.add(region);
      }
    });
    if (!silent.isEmpty()) {
      return new Wait("no answer from " + silent);
    }
    for (var life : new TreeMap<>(mirrors.nextOffsets()).entrySet()) {
      for (var partition : life.getValue().entrySet()) {
        if (!has(others, life.getKey(), partition.getKey(), partition.getValue())) {
          return new Wait(
              "what precedes offset %d of partition %d of %s is mirrored here and nowhere else yet"
                  .formatted(partition.getValue(), partition.getKey(), life.getKey()));
        }
      }
    }
    return new Reseed();
  }

  private static boolean has(
      Map<RegionId, Optional<Holdings>> others, IncarnationId life, int partition, long next) {
    return others.values().stream()
        .flatMap(Optional::stream)
        .anyMatch(held -> held.next(life, partition) >= next);
  }
}
