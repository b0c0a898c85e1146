package io.atoll.replication.simulation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atoll.replication.cell.Outcome;
import io.atoll.testkit.random.Seeds;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * To run one seed alone: {@code -Dtest=DataSimulationTest -Datoll.seed=N}; to look longer for
 * something new: {@code -Datoll.simulation.seconds=600}.
 */
class DataSimulationTest {
  private static final int FIXED_SEEDS = 200;
  private static final int SECONDS = Integer.getInteger("atoll.simulation.seconds", 60);

  /** Seeds that found something, with the mistake that they found. */
  private static final long[] REGRESSIONS = {
    // A write that was held, and won when its time came, did not say over whom.
    37,
    44,
    54,
    57,
    83,
    87,
    // A session from a region ahead pushed another region's clock.
    3
  };

  /** In how many seeds a planted bug must show at the latest. */
  private static final int SEEDS_TO_FIND_A_BUG = 2_000;

  @Test
  void everyInvariantHoldsForTheSeedsWeKnow() {
    if (Seeds.chosen().isEmpty()) {
      for (long seed : REGRESSIONS) {
        Trial.requireSound(seed);
      }
    }
    Seeds.fixed(1_000, FIXED_SEEDS, Trial::requireSound);
  }

  @Test
  void everyInvariantHoldsForSeedsNobodyChose() {
    assumeTrue(Seeds.chosen().isEmpty(), "one seed was chosen");
    // Short enough to be typed again.
    long base = new SplittableRandom().nextLong(1_000_000_000L);
    System.out.printf("simulating every kind of data from seed %d on for %d s%n", base, SECONDS);
    long startNanos = System.nanoTime();
    int histories = 0;
    while (System.nanoTime() - startNanos < Duration.ofSeconds(SECONDS).toNanos()) {
      Trial.requireSound(base + histories++);
    }
    System.out.printf(
        "%d histories of %d operations in %.1f s%n",
        histories, World.OPERATIONS, (System.nanoTime() - startNanos) / 1e9);
    assertThat(histories).isPositive();
  }

  @Test
  void oneSeedTwiceIsTheSameHistory() {
    for (long seed = 1; seed <= 20; seed++) {
      List<String> once = told(seed);
      assertThat(told(seed)).as("seed %d", seed).isEqualTo(once);
      assertThat(told(seed + 1)).as("seeds %d and one more", seed).isNotEqualTo(once);
    }
  }

  private static List<String> told(long seed) {
    return new World(seed, World.faults(seed), new Rules(), true).run().told();
  }

  @ParameterizedTest
  @EnumSource
  void aPlantedBugIsFound(PlantedBug bug) {
    assumeTrue(Seeds.chosen().isEmpty(), "one seed alone need not show every bug");
    // Most bugs show in several ways; it must be possible to see each for what it is.
    for (long seed = 1; seed <= SEEDS_TO_FIND_A_BUG; seed++) {
      if (Trial.broken(seed, bug.rules).filter(b -> b.invariant() == bug.breaks).isPresent()) {
        return;
      }
    }
    throw new AssertionError(
        "in %d seeds, %s never showed as '%s'".formatted(SEEDS_TO_FIND_A_BUG, bug, bug.breaks));
  }

  @Test
  void aFailureNamesItsSeedAndNoFaultThatItDoesNotNeed() {
    assumeTrue(Seeds.chosen().isEmpty(), "one seed alone need not show this bug");
    Rules bug = PlantedBug.NOTHING_HELD.rules;
    for (long seed = 1; seed <= SEEDS_TO_FIND_A_BUG; seed++) {
      Broken broken = Trial.broken(seed, bug).orElse(null);
      if (broken != null && World.faults(seed).size() > 4) {
        List<Fault> needed = Trial.needed(seed, broken.invariant(), bug);
        assertThat(needed).extracting(Fault::type).contains(Fault.Type.CLOCK_AHEAD);
        assertThat(needed.size()).isLessThan(World.faults(seed).size());
        assertThat(Trial.explanation(seed, broken, bug))
            .contains("-Datoll.seed=" + seed)
            .contains("CLOCK_AHEAD")
            .contains(broken.invariant().toString());
        return;
      }
    }
    throw new AssertionError("no seed with more than four faults showed it");
  }

  @Test
  void theWorldIsNotTooQuietToFindAnything() {
    assumeTrue(Seeds.chosen().isEmpty(), "what one seed alone tells need not be much");
    Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
    Set<Fault.Type> faults = EnumSet.noneOf(Fault.Type.class);
    int acknowledged = 0;
    int lost = 0;
    for (long seed = 1; seed <= 40; seed++) {
      World world = new World(seed, World.faults(seed), new Rules(), false).run();
      outcomes.addAll(world.checks().outcomes());
      world.faults().forEach(fault -> faults.add(fault.type()));
      acknowledged += world.checks().acknowledged.size();
      lost += world.regions().stream().mapToInt(region -> region.ledger.size()).sum();
    }
    assertThat(outcomes).containsAll(EnumSet.complementOf(EnumSet.of(Outcome.DUPLICATE)));
    assertThat(faults).containsExactlyInAnyOrder(Fault.Type.values());
    assertThat(acknowledged).isGreaterThan(40 * 50);
    assertThat(lost).isGreaterThan(40);
  }
}
