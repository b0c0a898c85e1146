package io.atoll.replication.simulation;

import io.atoll.core.operation.Key;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Cell;
import io.atoll.testkit.simulation.SimulatedProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A region's Redis: cells, watermarks and the region's clock, all in memory. */
final class View {
  private final SimulatedProcess home;
  private final int life;
  private final Stamper clock;
  private final Map<Key, Cell> cells;
  private final List<Watermark> watermarks;
  private final List<Watermark> notedEnds;

  /** Keys changed since the invariants last looked. */
  private final Set<Key> touched = new LinkedHashSet<>();

  private int changes;
  private boolean serving;

  View(
      SimulatedProcess home,
      Stamper clock,
      Map<Key, Cell> cells,
      List<Watermark> watermarks,
      List<Watermark> notedEnds) {
    this.home = home;
    this.life = home.life();
    this.clock = clock;
    this.cells = new HashMap<>(cells);
    this.watermarks = new ArrayList<>(watermarks);
    this.notedEnds = notedEnds;
    touched.addAll(cells.keySet());
  }

  boolean up() {
    return home.up() && home.life() == life;
  }

  /** Whether it has reached the ends that were noted when it was loaded; once it has, it has. */
  boolean serving() {
    if (serving) {
      return true;
    }
    for (int partition = 0; partition < watermarks.size(); partition++) {
      if (!watermarks.get(partition).covers(notedEnds.get(partition))) {
        return false;
      }
    }
    serving = true;
    return true;
  }

  @Nullable Cell cell(Key key) {
    return cells.get(key);
  }

  Map<Key, Cell> cells() {
    return cells;
  }

  Watermark watermark(int partition) {
    return watermarks.get(partition);
  }

  List<Watermark> watermarks() {
    return List.copyOf(watermarks);
  }

  /** Cell and watermark together, as the script does it. */
  void change(Key key, Cell cell, int partition, Watermark watermark) {
    cells.put(key, cell);
    touched.add(key);
    watermarks.set(partition, watermark);
    changes++;
  }

  /** Counts changes, so that who watches need not look when there was none. */
  int changes() {
    return changes;
  }

  /** The region's stamp for a write: after what the writer saw and what the key holds. */
  Optional<HybridTimestamp> stamp(Key key, HybridTimestamp token) {
    Cell cell = cells.get(key);
    return clock.stamp(cell == null ? token : HybridTimestamp.max(token, cell.timestamp()));
  }

  boolean touched() {
    return !touched.isEmpty();
  }

  Set<Key> takeTouched() {
    Set<Key> taken = new LinkedHashSet<>(touched);
    touched.clear();
    return taken;
  }
}
