package io.atoll.replication.simulation;

import io.atoll.core.operation.Key;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.simulation.Message.Load;
import io.atoll.replication.simulation.Message.Loaded;
import io.atoll.replication.simulation.Message.Placed;
import io.atoll.replication.simulation.Message.Poll;
import io.atoll.replication.simulation.Message.Polled;
import io.atoll.replication.simulation.Message.Save;
import io.atoll.replication.simulation.Message.Saved;
import io.atoll.testkit.simulation.SimulatedProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One life of a region's applier together with its Redis: loads the state, replays the logs from
 * its watermarks, applies every operation once and in order, and saves changed cells and then the
 * watermark they have reached. It reads ahead, so answers may come in the wrong order.
 */
class SimulatedApplier {
  private static final Duration LOAD_TIMEOUT = Duration.ofMillis(60);
  private static final Duration POLL_EVERY = Duration.ofMillis(20);
  private static final int POLLS_AHEAD = 4;
  private static final Duration SAVE_EVERY = Duration.ofMillis(30);
  private static final Duration SAVE_TIMEOUT = Duration.ofMillis(40);

  protected final World world;
  protected final Region region;
  private final SimulatedProcess me;
  private @Nullable View view;
  private final Map<Key, Cell> unsaved = new LinkedHashMap<>();
  private long saveSequence;
  private @Nullable Save saving;

  /** What the state will have reached once the cells under way are saved. */
  private List<Watermark> reached = List.of();

  SimulatedApplier(World world, Region region, SimulatedProcess me) {
    this.world = world;
    this.region = region;
    this.me = me;
    world.network().attach(me, this::receive);
    load();
  }

  private void receive(String from, Message message) {
    switch (message) {
      case Loaded loaded -> loaded(loaded);
      case Polled polled -> polled(polled);
      case Saved saved -> saved(saved);
      default -> throw new IllegalStateException("not for an applier: " + message);
    }
  }

  private void send(Message message) {
    world.network().send(me.name(), region.broker(), message);
  }

  private void load() {
    if (view == null) {
      send(new Load(me.life()));
      me.after(LOAD_TIMEOUT, "", this::load);
    }
  }

  private void loaded(Loaded loaded) {
    if (view == null && loaded.life() == me.life()) {
      view =
          new View(
              me, world.parts().stamper(me.clock()), loaded.cells(), loaded.marks(), loaded.ends());
      region.view(view);
      poll();
      save();
    }
  }

  private void poll() {
    View here = view;
    if (here == null) {
      return;
    }
    for (Region origin : world.regions()) {
      for (int partition = 0; partition < World.PARTITIONS; partition++) {
        long next = here.watermark(partition).next(origin.incarnation());
        long end = region.disk().records(origin.id(), partition).size();
        for (int ahead = 0; ahead < POLLS_AHEAD && next < end; ahead++) {
          send(new Poll(origin.id(), partition, next));
          next += World.POLL_RECORDS;
        }
      }
    }
    me.after(POLL_EVERY, "", this::poll);
  }

  private void polled(Polled polled) {
    View here = view;
    if (here == null) {
      return;
    }
    for (Placed record : polled.records()) {
      Watermark watermark = here.watermark(polled.partition());
      long next = watermark.next(record.position().incarnation());
      if (record.position().offset() < next) {
        continue;
      }
      if (record.position().offset() > next && !acceptsGap(polled.origin())) {
        return;
      }
      Key key = record.operation().key();
      Cell cell = world.parts().apply(here.cell(key), record.position(), record.operation()).cell();
      here.change(
          key,
          cell,
          polled.partition(),
          watermark.advance(record.position().incarnation(), record.position().offset() + 1));
      unsaved.put(key, cell);
    }
  }

  /** Whether to apply a record although some before it have not come yet. */
  protected boolean acceptsGap(RegionId origin) {
    return false;
  }

  private void save() {
    View here = view;
    if (here != null && saving == null && !unsaved.isEmpty()) {
      reached = here.watermarks();
      save(new Save(me.life(), ++saveSequence, Map.copyOf(unsaved), List.of()));
      unsaved.clear();
    }
    me.after(SAVE_EVERY, "", this::save);
  }

  private void save(Save what) {
    saving = what;
    send(what);
    me.after(
        SAVE_TIMEOUT,
        "",
        () -> {
          if (saving != null && saving.sequence() == what.sequence()) {
            save(what);
          }
        });
  }

  private void saved(Saved saved) {
    Save done = saving;
    if (done != null && saved.life() == me.life() && saved.sequence() == done.sequence()) {
      saving = null;
      if (!done.cells().isEmpty()) {
        // Cells first, then the watermark that covers them.
        save(new Save(me.life(), ++saveSequence, Map.of(), reached));
      }
    }
  }
}
