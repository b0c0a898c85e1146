package io.atoll.replication.simulation;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.simulation.Message.Placed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The rule, told from the logs alone and written a second time, without cells: the highest
 * (effective timestamp, origin) wins a key, where within one origin every operation counts as later
 * than the one before it.
 */
final class Reference {
  /** How high an operation stands among those on its key. */
  record Rank(HybridTimestamp timestamp, IncarnationId origin) implements Comparable<Rank> {
    @Override
    public int compareTo(Rank other) {
      int byTime = timestamp.compareTo(other.timestamp);
      return byTime != 0 ? byTime : origin.compareTo(other.origin);
    }
  }

  record Winner(Placed record, Rank rank) {}

  private record OriginKey(IncarnationId origin, Key key) {}

  private final List<Region> regions;
  private final Map<Position, Rank> ranks = new HashMap<>();
  private final Map<OriginKey, Long> lastEffective = new HashMap<>();
  private final Map<Key, Winner> winners = new HashMap<>();

  /** How many records of each log, by partition, are told already. */
  private final Map<IncarnationId, int[]> told = new HashMap<>();

  Reference(List<Region> regions) {
    this.regions = regions;
  }

  Rank rank(Position position) {
    if (!ranks.containsKey(position)) {
      tellOn();
    }
    return Objects.requireNonNull(ranks.get(position));
  }

  Map<Key, Winner> winners() {
    tellOn();
    return winners;
  }

  private void tellOn() {
    for (Region region : regions) {
      int[] done = told.computeIfAbsent(region.incarnation(), _ -> new int[World.PARTITIONS]);
      for (int partition = 0; partition < World.PARTITIONS; partition++) {
        List<Placed> log = region.disk().log.get(partition);
        while (done[partition] < log.size()) {
          tell(log.get(done[partition]++));
        }
      }
    }
  }

  private void tell(Placed record) {
    Operation operation = record.operation();
    IncarnationId origin = record.position().incarnation();
    long effective =
        lastEffective.merge(
            new OriginKey(origin, operation.key()),
            operation.timestamp().packed(),
            (last, carried) -> Math.max(carried, last + 1));
    Rank rank = new Rank(new HybridTimestamp(effective), origin);
    ranks.put(record.position(), rank);
    winners.merge(
        operation.key(),
        new Winner(record, rank),
        (former, latter) -> former.rank().compareTo(latter.rank()) < 0 ? latter : former);
  }
}
