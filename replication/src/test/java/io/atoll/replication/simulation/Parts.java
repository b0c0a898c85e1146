package io.atoll.replication.simulation;

import io.atoll.core.operation.Operation;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.WallClock;
import io.atoll.replication.cell.Applied;
import io.atoll.replication.cell.Cell;
import io.atoll.testkit.simulation.SimulatedProcess;
import org.jspecify.annotations.Nullable;

/**
 * What the world is made of: the real thing, of which {@link PlantedBug}s replace one part each.
 */
class Parts {
  Applied apply(@Nullable Cell before, Position at, Operation operation) {
    return Cell.apply(before, at, operation);
  }

  Stamper stamper(WallClock wall) {
    return Stamper.hybrid(wall);
  }

  SimulatedEdge edge(World world, Region region, SimulatedProcess process) {
    return new SimulatedEdge(world, region, process);
  }

  SimulatedLink link(World world, Region region, RegionId source, SimulatedProcess process) {
    return new SimulatedLink(world, region, source, process);
  }

  SimulatedApplier applier(World world, Region region, SimulatedProcess process) {
    return new SimulatedApplier(world, region, process);
  }
}
