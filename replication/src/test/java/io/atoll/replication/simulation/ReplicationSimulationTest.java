package io.atoll.replication.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atoll.core.operation.Key;
import io.atoll.testkit.random.Seeds;
import io.atoll.testkit.simulation.History;
import io.atoll.testkit.simulation.SimulationFailure;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** To run one seed alone: {@code -Dtest=ReplicationSimulationTest -Datoll.seed=N}. */
class ReplicationSimulationTest {
  private static final int FIXED_SEEDS = 60;
  private static final Duration EXPLORATION = Duration.ofSeconds(5);

  /** In how many seeds a planted bug must show at the latest. */
  private static final int SEEDS_TO_FIND_A_BUG = 40;

  @Test
  void everyInvariantHoldsForTheSeedsWeKnow() {
    Seeds.fixed(1, FIXED_SEEDS, seed -> new World(seed, new Parts()).run());
  }

  @Test
  void everyInvariantHoldsForSeedsNobodyChose() {
    assertThat(Seeds.explore(EXPLORATION, seed -> new World(seed, new Parts()).run())).isPositive();
  }

  @Test
  void oneSeedTwiceIsTheSameHistory() {
    Seeds.fixed(
        1_000,
        5,
        seed -> {
          History once = new World(seed, new Parts()).run().simulation().history();
          History twice = new World(seed, new Parts()).run().simulation().history();
          assertThat(once.firstDifference(twice)).as("seed %d", seed).isEmpty();
          History other = new World(seed + 1, new Parts()).run().simulation().history();
          assertThat(once.firstDifference(other)).as("seeds %d and one more", seed).isPresent();
        });
  }

  @ParameterizedTest
  @MethodSource("io.atoll.replication.simulation.PlantedBug#all")
  void aPlantedBugIsFound(PlantedBug bug) {
    assumeTrue(Seeds.chosen().isEmpty(), "one seed alone need not show every bug");
    // Most bugs show in several ways; it must be possible to see each for what it is.
    String expected = "invariant '" + bug.breaks() + "' is broken";
    for (long seed = 1; seed <= SEEDS_TO_FIND_A_BUG; seed++) {
      try {
        new World(seed, bug.parts()).run();
      } catch (SimulationFailure failure) {
        assertThat(failure).hasMessageContaining("-Datoll.seed=" + seed);
        if (failure.problem().contains(expected)) {
          return;
        }
      }
    }
    throw new AssertionError(
        "in %d seeds, %s never showed as: %s".formatted(SEEDS_TO_FIND_A_BUG, bug, expected));
  }

  @Test
  void theWorldIsNotTooQuietToFindAnything() {
    assumeTrue(Seeds.chosen().isEmpty(), "what one seed alone tells need not be much");
    Set<String> happened = new HashSet<>();
    int acknowledged = 0;
    for (long seed = 1; seed <= 10; seed++) {
      World world = new World(seed, new Parts()).run();
      acknowledged += world.ledger().acknowledged().size();
      for (String line : world.simulation().history().lines()) {
        for (String kind : KINDS) {
          if (line.contains(kind)) {
            happened.add(kind);
          }
        }
      }
    }
    assertThat(happened).containsExactlyInAnyOrder(KINDS);
    assertThat(acknowledged).isGreaterThan(1_000);
    Set<Integer> partitions = new HashSet<>();
    for (int i = 0; i < SimulatedClient.KEYS; i++) {
      partitions.add(new Key("profiles", "user-" + i).partition(World.PARTITIONS));
    }
    assertThat(partitions).hasSize(World.PARTITIONS);
  }

  private static final String[] KINDS = {
    "power cut",
    "crashes",
    "clock jumps",
    "cut ",
    "rough weather",
    "lost: Append",
    "doubled: Append",
    "lost: Fetched",
    "doubled: Commit",
    "Fenced",
    "visible=false",
    "life 3"
  };
}
