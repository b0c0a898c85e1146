package io.atoll.replication.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.replication.mirror.SimulatedExpulsion.Bug;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A region is cut off, expelled, and returns, however late its members hear of it, start again and
 * are filled by each other; what was deleted is forgotten by them as soon as it may be. What the
 * region wrote counts everywhere or is in its ledger, and nothing deleted comes back.
 */
class ExpulsionSimulationTest {
  private static final long SEEDS = 2_000;
  private static final int STEPS = 120;

  @Test
  void nothingDeletedComesBackAndWhatDoesNotCountIsInTheLedger() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SimulatedExpulsion regions = run(seed, Bug.NONE);
      assertThat(regions.violations()).as("seed %d, %s", seed, regions.history()).isEmpty();
    }
  }

  @Test
  void whatIsAboutHappens() {
    assertThat(LongStream.range(0, SEEDS))
        .anyMatch(seed -> {
          String history = String.join(";", run(seed, Bug.NONE).history());
          return history.contains("forgotten") && history.contains("it begins anew");
        });
  }

  @Test
  void oneSeedRunTwiceIsTheSame() {
    assertThat(run(17, Bug.NONE).history()).isEqualTo(run(17, Bug.NONE).history());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyPlantedBugIsCaught(Bug bug) {
    assertThat(LongStream.range(0, SEEDS))
        .as("seeds that catch %s", bug)
        .anyMatch(seed -> !run(seed, bug).violations().isEmpty());
  }

  private static SimulatedExpulsion run(long seed, Bug bug) {
    SimulatedExpulsion regions = new SimulatedExpulsion(seed, bug);
    for (int step = 0; step < STEPS; step++) {
      regions.step();
    }
    regions.settle();
    return regions;
  }
}
