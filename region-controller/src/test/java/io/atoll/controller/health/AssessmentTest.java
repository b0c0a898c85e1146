package io.atoll.controller.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssessmentTest {
  private static final RegionId A = RegionId.of("a");
  private static final RegionId B = RegionId.of("b");
  private static final RegionId C = RegionId.of("c");
  private static final Set<RegionId> ALL = Set.of(A, B, C);
  private static final Duration SILENT_AFTER = Duration.ofSeconds(3);

  /** What a, b and c say of c, which is c's inside, and what is made of it. */
  @ParameterizedTest(name = "{3}: {4}")
  @CsvSource({
    "good,   good,   good,   GOOD,   all is well",
    "bad,    bad,    silent, BAD,    the region was killed",
    "bad,    bad,    good,   BAD,    nobody reaches it though it feels well",
    "bad,    bad,    bad,    BAD,    it is broken and everybody sees it",
    "bad,    silent, bad,    BAD,    it is broken inside and one witness confirms it",
    "good,   good,   silent, GOOD,   only its controller died",
    "good,   good,   bad,    GOOD,   it feels ill but serves everybody",
    "bad,    good,   good,   GOOD,   one link to it is cut",
    "bad,    good,   silent, UNSURE, one link to it is cut and its controller died",
    "bad,    good,   bad,    BAD,    it feels ill and one witness agrees",
    "bad,    silent, silent, UNSURE, seen from a controller that is cut off",
    "good,   silent, silent, UNSURE, two controllers died",
    "silent, silent, bad,    UNSURE, it is broken inside but nobody confirms it",
    "silent, silent, good,   UNSURE, seen from itself when it is cut off",
    "silent, silent, silent, UNSURE, nothing is known",
  })
  void verdictNeedsAMajorityOfAllObservers(
      String a, String b, String c, Verdict verdict, String story) {
    Assessment assessment = assess(C, a, b, c);
    assertThat(assessment.verdict()).as(story).isEqualTo(verdict);
  }

  @Test
  void twoRegionsNeedEachOthersConsent() {
    Observations seen = Observations.NONE.with(List.of(observation(A, B, false)));
    Assessment assessment =
        Assessment.of(B, Set.of(A, B), seen, Sightings.NONE.note(seen, 0), 0, SILENT_AFTER);
    assertThat(assessment.verdict()).isEqualTo(Verdict.UNSURE);
  }

  @Test
  void observationOfASilentObserverNoLongerCounts() {
    Observations seen =
        Observations.NONE.with(List.of(observation(A, C, false), observation(B, C, false)));
    Sightings sightings = Sightings.NONE.note(seen, 0);
    Observations later =
        seen.with(
            List.of(
                new Observation(A, C, time(9), seen.of(A, C).orElseThrow().edges(), false, "")));
    long now = SILENT_AFTER.toNanos() + 1;
    Sightings laterSightings = sightings.note(later, now);

    assertThat(Assessment.of(C, ALL, seen, sightings, 0, SILENT_AFTER).verdict())
        .isEqualTo(Verdict.BAD);
    assertThat(Assessment.of(C, ALL, later, laterSightings, now, SILENT_AFTER).votes())
        .containsEntry(A, Vote.BAD)
        .containsEntry(B, Vote.SILENT);
  }

  @Test
  void hearingTheSameAgainIsNoSignOfLife() {
    Observations seen = Observations.NONE.with(List.of(observation(A, C, true)));
    Sightings sightings = Sightings.NONE.note(seen, 0).note(seen, SILENT_AFTER.toNanos());
    assertThat(
            sightings.isFresh(
                new Observations.Sight(A, C), SILENT_AFTER.toNanos() + 1, SILENT_AFTER))
        .isFalse();
  }

  @Test
  void insideKnowsBestWhichEdgesAreReady() {
    Observation inside =
        new Observation(
            C, C, time(1), new TreeMap<>(Map.of("edge-1", true, "edge-2", false)), true, "");
    Observation outside =
        new Observation(
            A, C, time(1), new TreeMap<>(Map.of("edge-1", true, "edge-2", true)), false, "");
    Observations both = Observations.NONE.with(List.of(inside, outside));
    Observations alone = Observations.NONE.with(List.of(outside));

    Assessment assessment = of(both);
    assertThat(assessment.edges()).containsEntry("edge-2", false);
    assertThat(assessment.caughtUp()).isTrue();
    assertThat(of(alone).edges()).containsEntry("edge-2", true);
    assertThat(of(alone).caughtUp()).isFalse();
  }

  private static Assessment of(Observations seen) {
    return Assessment.of(C, ALL, seen, Sightings.NONE.note(seen, 0), 0, SILENT_AFTER);
  }

  static Assessment assess(RegionId subject, String a, String b, String c) {
    List<Observation> seen = new ArrayList<>();
    add(seen, A, subject, a);
    add(seen, B, subject, b);
    add(seen, C, subject, c);
    Observations observations = Observations.NONE.with(seen);
    return Assessment.of(
        subject, ALL, observations, Sightings.NONE.note(observations, 0), 0, SILENT_AFTER);
  }

  private static void add(
      List<Observation> seen, RegionId observer, RegionId subject, String vote) {
    if (!vote.equals("silent")) {
      seen.add(observation(observer, subject, vote.equals("good")));
    }
  }

  private static Observation observation(RegionId observer, RegionId subject, boolean good) {
    return new Observation(
        observer, subject, time(1), new TreeMap<>(Map.of("edge-1", good)), good, "");
  }

  private static HybridTimestamp time(long millis) {
    return HybridTimestamp.of(millis, 0);
  }
}
