package io.atoll.replication.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.replication.mirror.SimulatedMirror.Bug;
import io.atoll.replication.mirror.SimulatedRegions.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One partition of a log and three mirrors of it, while the log is cut, made anew, deleted by age
 * and out of reach, the links crash at every step, regions are wiped, reseeded or begin anew by
 * themselves, and help each other out. What a mirror holds must always be beginnings of lives of
 * the log, or go on where the state ends with which its region was filled.
 */
class MirrorSimulationTest {
  private static final long SEEDS = 400;
  private static final int STEPS = 300;

  @ParameterizedTest
  @EnumSource
  void aMirrorHoldsBeginningsOfLivesWhateverIsLost(Losses losses) {
    for (long seed = 0; seed < SEEDS; seed++) {
      SimulatedRegions regions = run(seed, Bug.NONE, losses);
      regions.settle();
      regions.loseSource();
      assertThat(regions.violations()).as("seed %d, %s", seed, regions.history()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "LIVES"})
  void whatTheLogHoldsArrivesEverywhereHoweverOftenALinkCrashes(Losses losses) {
    for (long seed = 0; seed < SEEDS; seed++) {
      SimulatedRegions regions = run(seed, Bug.NONE, losses);
      regions.settle();
      assertThat(regions.isComplete()).as("seed %d, %s", seed, regions.history()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "LIVES"})
  void withTheSourceGoneEveryRegionGetsWhatAnyHadOfAnyLife(Losses losses) {
    for (long seed = 0; seed < SEEDS; seed++) {
      SimulatedRegions regions = run(seed, Bug.NONE, losses);
      List<String> had = new ArrayList<>();
      regions.mirrors().forEach(mirror -> had.addAll(mirror.contents()));
      regions.loseSource();
      assertThat(regions.mirrors())
          .as("seed %d, %s", seed, regions.history())
          .allSatisfy(mirror -> assertThat(mirror.contents()).containsAll(had));
    }
  }

  @Test
  void afterWhateverLossASourceThatBeginsAnewIsMirroredWhollyAgainAndKeepsWhatOnlyItHad() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SimulatedRegions regions = run(seed, Bug.NONE, Losses.ALL);
      regions.reseedSource();
      regions.refill();
      for (int i = 0; i < 10; i++) {
        regions.write();
      }
      regions.settle();
      assertThat(regions.violations()).as("seed %d, %s", seed, regions.history()).isEmpty();
      assertThat(regions.isComplete()).as("seed %d, %s", seed, regions.history()).isTrue();
    }
  }

  @Test
  void everyProblemIsMet() {
    List<String> problems = new ArrayList<>();
    LongStream.range(0, SEEDS)
        .forEach(seed -> problems.addAll(run(seed, Bug.NONE, Losses.ALL_AND_SILENCE).problems()));
    assertThat(problems).contains("GapDetected", "Truncated", "Diverged", "MirrorReplaced");
  }

  @Test
  void regionsThatBeginAnewByThemselvesDoSoAndAtTimesWaitForOthers() {
    List<String> history = new ArrayList<>();
    LongStream.range(0, SEEDS)
        .forEach(seed -> history.addAll(run(seed, Bug.NONE, Losses.ALL).history()));
    assertThat(history).contains("reseeded", "would begin anew, and waits");
  }

  @Test
  void oneSeedRunTwiceIsTheSame() {
    assertThat(run(17, Bug.NONE, Losses.ALL).history())
        .isEqualTo(run(17, Bug.NONE, Losses.ALL).history());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyPlantedBugIsCaught(Bug bug) {
    assertThat(LongStream.range(0, SEEDS))
        .as("seeds that catch %s", bug)
        .anyMatch(seed -> {
          SimulatedRegions regions = run(seed, bug, Losses.ALL);
          regions.reseedSource();
          return !regions.violations().isEmpty();
        });
  }

  private static SimulatedRegions run(long seed, Bug bug, Losses losses) {
    SimulatedRegions regions = new SimulatedRegions(seed, bug, losses);
    for (int step = 0; step < STEPS; step++) {
      regions.step();
    }
    return regions;
  }
}
