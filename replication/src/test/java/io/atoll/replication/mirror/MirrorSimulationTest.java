package io.atoll.replication.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One partition's log and its mirror, while the log is cut, made anew and deleted by age, and the
 * link crashes at every step. What the mirror holds must always be a beginning of one log.
 */
class MirrorSimulationTest {
  private static final long SEEDS = 400;
  private static final int STEPS = 150;

  @Test
  void theMirrorIsAlwaysABeginningOfOneLife() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SimulatedMirror mirror = run(seed, SimulatedMirror.Bug.NONE, true);
      assertThat(mirror.violations()).as("seed %d, %s", seed, mirror.history()).isEmpty();
    }
  }

  @Test
  void withoutLossAtTheSourceEverythingArrivesHoweverOftenTheLinkCrashes() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SimulatedMirror mirror = run(seed, SimulatedMirror.Bug.NONE, false);
      mirror.settle();
      assertThat(mirror.violations()).as("seed %d, %s", seed, mirror.history()).isEmpty();
      assertThat(mirror.isComplete()).as("seed %d, %s", seed, mirror.history()).isTrue();
    }
  }

  @Test
  void everyProblemIsMet() {
    List<String> problems = new ArrayList<>();
    LongStream.range(0, SEEDS)
        .forEach(seed -> problems.addAll(run(seed, SimulatedMirror.Bug.NONE, true).problems()));
    assertThat(problems).contains("GapDetected", "Truncated", "NewIncarnation");
  }

  @Test
  void oneSeedRunTwiceIsTheSame() {
    assertThat(run(17, SimulatedMirror.Bug.NONE, true).history())
        .isEqualTo(run(17, SimulatedMirror.Bug.NONE, true).history());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyPlantedBugIsCaught(SimulatedMirror.Bug bug) {
    assertThat(LongStream.range(0, SEEDS))
        .as("seeds that catch %s", bug)
        .anyMatch(seed -> !run(seed, bug, true).violations().isEmpty());
  }

  private static SimulatedMirror run(long seed, SimulatedMirror.Bug bug, boolean withLoss) {
    SimulatedMirror mirror = new SimulatedMirror(seed, bug, withLoss);
    for (int step = 0; step < STEPS; step++) {
      mirror.step();
    }
    return mirror;
  }
}
