package io.atoll.replication.join;

import io.atoll.core.region.RegionId;
import io.atoll.replication.state.Coverage;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a region without a state of its own does. */
public sealed interface JoinDecision {
  /** It takes over what this region has. */
  record Fill(RegionId from) implements JoinDecision {}

  /** Nobody has anything: it begins, as all do. */
  record Begin() implements JoinDecision {}

  /** It can't tell, because these don't answer and nobody else has anything. */
  record Wait(SortedSet<RegionId> silent) implements JoinDecision {}

  /**
   * Decides.
   *
   * @param answers for every other region what its state covers, by partition; empty: it does not
   *     answer
   */
  static JoinDecision of(Map<RegionId, Optional<List<Coverage>>> answers) {
    Optional<RegionId> most =
        answers.entrySet().stream()
            .filter(answer -> operations(answer.getValue()) > 0)
            .max(
                Comparator.comparingLong((Map.Entry<RegionId, Optional<List<Coverage>>> answer) ->
                        operations(answer.getValue()))
                    .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
            .map(Map.Entry::getKey);
    if (most.isPresent()) {
      return new Fill(most.get());
    }
    SortedSet<RegionId> silent = new TreeSet<>();
    answers.forEach((region, answer) -> {
      if (answer.isEmpty()) {
        silent.add(region);
      }
    });
    return silent.isEmpty() ? new Begin() : new Wait(silent);
  }

  /** How many operations a state stands for. */
  private static long operations(Optional<List<Coverage>> state) {
    return state.stream()
        .flatMap(List::stream)
        .flatMap(coverage -> coverage.watermark().nextOffsets().values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }
}
