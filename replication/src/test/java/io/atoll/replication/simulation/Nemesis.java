package io.atoll.replication.simulation;

import io.atoll.testkit.property.Any;
import io.atoll.testkit.simulation.SimulatedProcess;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Breaks things at random, and mends them a while later; {@link #heal} mends everything. */
final class Nemesis {
  private static final Duration PAUSE_MIN = Duration.ofMillis(10);
  private static final Duration PAUSE_MAX = Duration.ofMillis(120);
  private static final Duration DOWN_MIN = Duration.ofMillis(5);
  private static final Duration DOWN_MAX = Duration.ofMillis(400);
  private static final int JUMP_MILLIS_MAX = 2_000;

  private final World world;
  private final RandomGenerator random;
  private boolean over;

  Nemesis(World world) {
    this.world = world;
    random = world.simulation().random("nemesis");
    strikeLater();
  }

  private void strikeLater() {
    world
        .simulation()
        .after(
            world.between("nemesis", PAUSE_MIN, PAUSE_MAX),
            "",
            () -> {
              if (!over) {
                strike();
                strikeLater();
              }
            });
  }

  private void strike() {
    Region region = Any.of(random, world.regions());
    switch (random.nextInt(6)) {
      case 0 -> crashRegion(region);
      case 1, 2 -> crash(Any.of(random, region.processes()));
      case 3 -> cut(region, Any.of(random, world.regions()), random.nextBoolean());
      case 4 -> jump(Any.of(random, region.processes()));
      default -> world.weather(random.nextBoolean());
    }
  }

  private void jump(SimulatedProcess machine) {
    if (world.clocksGoWrong()) {
      long millis = random.nextInt(-JUMP_MILLIS_MAX, JUMP_MILLIS_MAX);
      world.simulation().note(machine.name() + ": clock jumps by " + millis + " ms");
      machine.clock().jump(Duration.ofMillis(millis));
    }
  }

  private void later(Runnable mend) {
    world
        .simulation()
        .after(
            world.between("nemesis", DOWN_MIN, DOWN_MAX),
            "",
            () -> {
              if (!over) {
                mend.run();
              }
            });
  }

  private void crash(SimulatedProcess process) {
    process.crash();
    later(() -> startIfDown(process));
  }

  private void crashRegion(Region region) {
    world.simulation().note("power cut in " + region.id());
    region.processes().forEach(SimulatedProcess::crash);
    later(() -> region.processes().forEach(Nemesis::startIfDown));
  }

  private static void startIfDown(SimulatedProcess process) {
    if (!process.up()) {
      process.start();
    }
  }

  private void cut(Region one, Region other, boolean bothWays) {
    if (one == other) {
      return;
    }
    world.cut(one, other);
    if (bothWays) {
      world.cut(other, one);
    }
    later(() -> {
      world.restore(one, other);
      world.restore(other, one);
    });
  }

  /** Ends all faults: everything runs, everything is connected, the weather is fine. */
  void heal() {
    over = true;
    world.simulation().note("faults end");
    world.network().restoreAll();
    world.weather(false);
    world.regions().forEach(region -> region.processes().forEach(Nemesis::startIfDown));
  }
}
