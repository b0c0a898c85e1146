package io.atoll.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.testkit.random.Seeds;
import io.atoll.testkit.simulation.LinkConditions;
import io.atoll.testkit.simulation.Simulation;
import io.atoll.testkit.simulation.SimulationFailure;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class LeaseSimulationTest {
  /** Loses, doubles and reorders. */
  private static final LinkConditions BAD =
      new LinkConditions(Duration.ofNanos(50_000), Duration.ofMillis(30), 0.1, 0.1, false);

  /** Now and then takes longer than a lease. */
  private static final LinkConditions VERY_SLOW =
      new LinkConditions(Duration.ofMillis(1), Duration.ofMillis(350), 0.02, 0.02, false);

  private static final Duration LENGTH = Duration.ofSeconds(30);
  private static final int SEEDS_PER_BUG = 20;

  @Test
  void nobodyReadsStaleWhenMessagesAreLostDelayedDoubledAndReordered() {
    Seeds.fixed(1, 12, seed -> run(seed, BAD, LeaseWorld.Bug.NONE));
  }

  @Test
  void nobodyReadsStaleWhenMessagesTakeLongerThanALease() {
    Seeds.fixed(100, 8, seed -> run(seed, VERY_SLOW, LeaseWorld.Bug.NONE));
  }

  @Test
  void onAGoodDayMostReadsComeFromMemoryAndEveryChangeIsAcknowledged() {
    Simulation simulation = new Simulation(7);
    LeaseWorld world = new LeaseWorld(simulation, LinkConditions.PERFECT, LeaseWorld.Bug.NONE);

    simulation.runFor(LENGTH);

    assertThat(world.hits).isGreaterThan(2 * world.loads);
    assertThat(world.knownAbsent).isGreaterThan(100);
    assertThat(world.changesAcknowledged).isGreaterThan(100);
  }

  @Test
  void oneSeedTwiceGivesTheSameHistory() {
    Simulation one = run(3, BAD, LeaseWorld.Bug.NONE);
    Simulation other = run(3, BAD, LeaseWorld.Bug.NONE);

    assertThat(one.history().firstDifference(other.history())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void everyPlantedBugIsCaught(LeaseWorld.Bug bug) {
    Optional<SimulationFailure> caught = Optional.empty();
    for (long seed = 1; seed <= SEEDS_PER_BUG && caught.isEmpty(); seed++) {
      caught = failure(seed, seed % 2 == 0 ? BAD : VERY_SLOW, bug);
    }

    assertThat(caught).as("a stale read under %s", bug).isPresent();
    assertThat(caught.orElseThrow().problem()).contains("nobody reads stale");
  }

  private static Optional<SimulationFailure> failure(
      long seed, LinkConditions conditions, LeaseWorld.Bug bug) {
    try {
      run(seed, conditions, bug);
      return Optional.empty();
    } catch (SimulationFailure e) {
      return Optional.of(e);
    }
  }

  private static Simulation run(long seed, LinkConditions conditions, LeaseWorld.Bug bug) {
    Simulation simulation = new Simulation(seed);
    LeaseWorld world = new LeaseWorld(simulation, conditions, bug);
    world.restartRedisEvery(Duration.ofSeconds(3));
    simulation.runFor(LENGTH);
    assertThat(world.changesAcknowledged).as("seed %d", seed).isPositive();
    return simulation;
  }
}
