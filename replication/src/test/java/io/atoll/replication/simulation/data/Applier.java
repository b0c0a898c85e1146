package io.atoll.replication.simulation.data;

import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.apply.Judged;
import io.atoll.replication.apply.LogEntry;
import io.atoll.replication.apply.Step;
import io.atoll.replication.apply.StopException;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One applier of one partition: fences the state, fills Redis from it or goes on with what Redis
 * holds, and applies batches of which each names the Redis and the watermark it builds on.
 */
final class Applier {
  /** Fewer than there are cells. */
  private static final int RECENT_MAX = 6;

  private final World world;
  private final Region region;
  private final int partition;
  private int runId = -1;
  private Watermark watermark = Watermark.ZERO;
  private long[] notedEnds = {};
  private long quietUntilMillis;
  private Map<CellName, Cell> unsaved = new LinkedHashMap<>();
  private final Map<CellName, Cell> recent = new LinkedHashMap<>();
  private @Nullable Step pending;
  private List<Entry> pendingEntries = List.of();

  Applier(World world, Region region, int partition) {
    this.world = world;
    this.region = region;
    this.partition = partition;
  }

  private Redis.Shard shard() {
    return region.shard(partition);
  }

  void turn() {
    if (!region.redis.up) {
      runId = -1;
    } else if (runId != region.redis.runId) {
      // It takes a while until an applier notices.
      if (runId < 0 || world.random().nextInt(6) == 0) {
        open();
      }
    } else if (pending != null) {
      commit();
    } else if (world.random().nextInt(16) == 0) {
      settleHeld();
    } else {
      poll();
    }
  }

  /** Lets go of what is due, as an applier does every second. */
  void settleHeld() {
    if (world.rules().settles()) {
      Map<CellName, Cell> holding = new HashMap<>();
      shard()
          .cells
          .forEach((name, cell) -> {
            if (!cell.held().isEmpty()) {
              holding.put(name, cell);
            }
          });
      if (!holding.isEmpty()) {
        pending = Step.settling(region.incarnation, region.wallMillis(), watermark, holding);
        pendingEntries = List.of();
        commit();
      }
    }
  }

  private void open() {
    Region.State state = region.state.get(partition);
    state.owner = this;
    pending = null;
    unsaved = new LinkedHashMap<>();
    if (!world.rules().remembersBeyondASession()) {
      recent.clear();
    }
    quietUntilMillis = world.nowMillis() + Edge.LEASE_MILLIS;
    runId = region.redis.runId;
    Redis.Shard shard = shard();
    if (world.rules().isSameRun(shard.loadRun, runId)
        && shard.loadRun >= 0
        && shard.watermark.covers(state.watermark)) {
      watermark = shard.watermark;
      readAgain(state.watermark);
    } else {
      load(state, shard);
    }
    notedEnds = new long[world.count()];
    for (int origin = 0; origin < notedEnds.length; origin++) {
      notedEnds[origin] = region.readable(origin, partition).size();
    }
  }

  private void load(Region.State state, Redis.Shard shard) {
    shard.cells = new HashMap<>();
    shard.listed = new HashMap<>();
    state.cells.forEach((name, cell) -> {
      Cell loaded = world.rules().loaded(cell);
      shard.cells.put(name, loaded);
      shard.list(name, loaded);
    });
    shard.watermark = state.watermark;
    shard.loadRun = runId;
    shard.adopted = false;
    shard.clock = HybridTimestamp.ZERO;
    shard.sequence = world.nowMillis();
    watermark = state.watermark;
  }

  /** What Redis holds and the state does not is written to the state. */
  private void readAgain(Watermark saved) {
    for (int origin = 0; origin < world.count(); origin++) {
      long from = saved.next(world.region(origin).incarnation);
      long to = watermark.next(world.region(origin).incarnation);
      List<Entry> records = region.readable(origin, partition);
      for (long offset = from; offset < to && offset < records.size(); offset++) {
        for (CellName name : Step.names(List.of(records.get((int) offset).logged))) {
          Cell cell = shard().cells.get(name);
          if (cell != null) {
            unsaved.put(name, cell);
          }
        }
      }
    }
  }

  private void poll() {
    RandomGenerator random = world.random();
    List<LogEntry> batch = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    int first = random.nextInt(world.count());
    for (int i = 0; i < world.count(); i++) {
      int origin = (first + i) % world.count();
      List<Entry> records = region.readable(origin, partition);
      int next = (int) watermark.next(world.region(origin).incarnation);
      if (next >= records.size()) {
        continue;
      }
      // Now and then the answers to two polls come in the wrong order.
      if (random.nextInt(100) == 0) {
        next++;
      }
      int end = Math.min(records.size(), next + world.rules().batchMax());
      for (Entry entry : records.subList(Math.min(next, end), end)) {
        batch.add(entry.logged);
        entries.add(entry);
      }
      if (world.rules().batchMax() == 1 || random.nextInt(3) == 0) {
        break;
      }
    }
    if (!batch.isEmpty()) {
      apply(batch, entries);
    }
    adoptIfReached();
  }

  private void apply(List<LogEntry> batch, List<Entry> entries) {
    Map<CellName, Cell> stored = new HashMap<>();
    for (CellName name : Step.names(batch)) {
      Cell remembered = recent.get(name);
      Cell cell = remembered == null ? shard().cells.get(name) : remembered;
      if (cell != null) {
        stored.put(name, cell);
      }
    }
    try {
      pending =
          world.rules().step(region.incarnation, region.wallMillis(), watermark, stored, batch);
    } catch (StopException e) {
      // Asks again for what was missing.
      return;
    }
    pendingEntries = entries;
    if (world.random().nextInt(4) > 0) {
      commit();
    }
  }

  private void adoptIfReached() {
    Redis.Shard shard = shard();
    if (shard.adopted || runId != region.redis.runId || !shard.watermark.equals(watermark)) {
      return;
    }
    for (int origin = 0; origin < notedEnds.length; origin++) {
      if (watermark.next(world.region(origin).incarnation) < notedEnds[origin]) {
        return;
      }
    }
    shard.adopted = true;
  }

  /** The script: validates, then writes. */
  void commit() {
    Step step = pending;
    Redis.Shard shard = shard();
    pending = null;
    if (step == null || !region.redis.up) {
      return;
    }
    if (!world
        .rules()
        .accepts(
            runId == region.redis.runId
                && world.rules().isSameRun(shard.loadRun, runId)
                && shard.watermark.equals(watermark))) {
      runId = -1;
      return;
    }
    if (world.rules().keepsConflicts()) {
      step.conflicts().forEach(conflict -> region.ledger.add(conflict.loss().loser()));
    }
    watermark = step.watermark();
    shard.cells.putAll(step.cells());
    step.cells()
        .forEach((name, cell) -> {
          if (world.rules().relists(step, name)) {
            shard.list(name, cell);
          }
        });
    shard.watermark = watermark;
    unsaved.putAll(step.cells());
    remember(step);
    announce(step, shard);
  }

  /** As real appliers do: the last few, and none that another may change without a trace. */
  private void remember(Step step) {
    step.cells()
        .forEach((name, cell) -> {
          recent.remove(name);
          if (cell.held().isEmpty() && !(name.part() instanceof Part.Attempted)) {
            recent.put(name, cell);
          }
        });
    var oldest = recent.keySet().iterator();
    while (recent.size() > RECENT_MAX) {
      oldest.next();
      oldest.remove();
    }
  }

  private void announce(Step step, Redis.Shard shard) {
    shard.sequence++;
    long visibleAt = Math.max(world.nowMillis(), quietUntilMillis);
    for (Edge edge : region.edges) {
      if (!edge.hears(partition, shard.sequence, step.cells().keySet())) {
        visibleAt = Math.max(visibleAt, edge.leaseEnd(partition));
      }
    }
    Map<Long, Entry> own = new HashMap<>();
    for (Entry entry : pendingEntries) {
      if (entry.origin == region.index) {
        own.put(entry.offset(), entry);
      }
    }
    for (Judged judged : step.judged()) {
      world.checks().judged(judged);
      Entry entry =
          judged.at().incarnation().equals(region.incarnation)
              ? own.get(judged.at().offset())
              : null;
      if (entry != null) {
        // What edges stamped by themselves counts for the region's clock too.
        shard.clock =
            HybridTimestamp.max(
                shard.clock, world.rules().raising(judged.effective(), region.wallMillis()));
        world.checks().clock(region, shard.clock);
        entry.visibleAtMillis = visibleAt;
      }
    }
  }

  /** Writes what changed, and the watermark it has reached, in one transaction. */
  void save() {
    Region.State state = region.state.get(partition);
    if (state.owner == this && runId >= 0) {
      state.cells.putAll(unsaved);
      state.watermark = watermark;
      unsaved = new LinkedHashMap<>();
    }
  }

  boolean isUpToDate() {
    if (pending != null || !region.serves(partition) || runId != region.redis.runId) {
      return false;
    }
    for (int origin = 0; origin < world.count(); origin++) {
      Region from = world.region(origin);
      if (watermark.next(from.incarnation) < from.log.get(partition).size()) {
        return false;
      }
    }
    return true;
  }
}
