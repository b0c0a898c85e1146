package io.atoll.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SimulatedClockTest {
  private final Simulation simulation = new Simulation(1);
  private final SimulatedClock clock = new SimulatedProcess(simulation, "a", process -> {}).clock();

  @Test
  void showsTheTimeOfItsWorld() {
    simulation.runFor(Duration.ofSeconds(3));
    assertThat(clock.millis()).isEqualTo(SimulatedClock.EPOCH_MILLIS + 3_000);
  }

  @Test
  void aJumpMovesTheWallClockAndNotTheMonotonicOne() {
    long before = clock.nanos();
    simulation.runFor(Duration.ofSeconds(1));
    clock.jump(Duration.ofSeconds(-5));
    assertThat(clock.millis()).isEqualTo(SimulatedClock.EPOCH_MILLIS - 4_000);
    assertThat(clock.nanos() - before).isEqualTo(1_000_000_000L);
  }

  @Test
  void aDriftingClockGoesOnFromWhereItWas() {
    simulation.runFor(Duration.ofSeconds(10));
    clock.drift(100_000);
    assertThat(clock.millis()).isEqualTo(SimulatedClock.EPOCH_MILLIS + 10_000);
    simulation.runFor(Duration.ofSeconds(10));
    assertThat(clock.millis()).isEqualTo(SimulatedClock.EPOCH_MILLIS + 21_000);
    clock.drift(0);
    simulation.runFor(Duration.ofSeconds(10));
    assertThat(clock.millis()).isEqualTo(SimulatedClock.EPOCH_MILLIS + 31_000);
  }
}
