package io.atoll.replication.simulation;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.testkit.simulation.SimulatedProcess;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One region of the world: its disk, its processes, and the view that its present applier holds.
 */
final class Region {
  private final RegionId id;
  private final Disk disk;
  private final List<SimulatedProcess> processes = new ArrayList<>();
  private @Nullable View view;

  Region(RegionId id) {
    this.id = id;
    disk = new Disk(new IncarnationId(id, "life-1"));
  }

  RegionId id() {
    return id;
  }

  IncarnationId incarnation() {
    return disk.incarnation;
  }

  Disk disk() {
    return disk;
  }

  List<SimulatedProcess> processes() {
    return processes;
  }

  String broker() {
    return id + "/kafka";
  }

  String edge(int number) {
    return id + "/edge-" + number;
  }

  String link(RegionId source) {
    return id + "/link-" + source;
  }

  String applier() {
    return id + "/applier";
  }

  /** The view, if it is there; it dies with its applier, as a Redis without persistence does. */
  @Nullable View view() {
    return view != null && view.up() ? view : null;
  }

  void view(View changed) {
    view = changed;
  }
}
