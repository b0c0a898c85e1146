package io.atoll.replication.simulation.data;

import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Scores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A region's Redis, in memory; a restart gives it another run id. */
final class Redis {
  /** One partition of the view. */
  static final class Shard {
    Map<CellName, Cell> cells = new HashMap<>();
    Watermark watermark = Watermark.ZERO;

    /** What lists and rankings hold, changed only where a step says so. */
    Map<CellName, Object> listed = new HashMap<>();

    /** The run id of the Redis that an applier filled. */
    int loadRun = -1;

    boolean adopted;
    HybridTimestamp clock = HybridTimestamp.ZERO;
    long sequence;

    void list(CellName name, Cell cell) {
      Object entry = entry(cell);
      if (entry == null) {
        listed.remove(name);
      } else {
        listed.put(name, entry);
      }
    }

    /** The score, or that it is there; null: it is not listed. */
    static @Nullable Object entry(Cell cell) {
      Long score = Scores.of(cell.value());
      return score == null && cell.value().isListed() ? (Object) true : score;
    }

    Shard copy() {
      Shard copy = new Shard();
      copy.cells = new HashMap<>(cells);
      copy.watermark = watermark;
      copy.listed = new HashMap<>(listed);
      copy.loadRun = loadRun;
      copy.adopted = adopted;
      copy.clock = clock;
      copy.sequence = sequence;
      return copy;
    }
  }

  int runId;
  boolean up = true;
  List<Shard> shards = fresh();
  private List<Shard> snapshot = fresh();

  private static List<Shard> fresh() {
    List<Shard> shards = new ArrayList<>();
    for (int i = 0; i < World.PARTITIONS; i++) {
      shards.add(new Shard());
    }
    return shards;
  }

  void empty() {
    runId++;
    shards = fresh();
  }

  void saveSnapshot() {
    snapshot = shards.stream().map(Shard::copy).toList();
  }

  void fallBack() {
    runId++;
    shards = new ArrayList<>(snapshot.stream().map(Shard::copy).toList());
  }
}
