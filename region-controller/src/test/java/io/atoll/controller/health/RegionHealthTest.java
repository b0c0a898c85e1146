package io.atoll.controller.health;

import static io.atoll.controller.health.Condition.DOWN;
import static io.atoll.controller.health.Condition.RECOVERING;
import static io.atoll.controller.health.Condition.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.RegionId;
import io.atoll.testkit.property.Any;
import io.atoll.testkit.property.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RegionHealthTest {
  private static final HealthPolicy POLICY = HealthPolicy.DEFAULT;
  private static final Duration TICK = Duration.ofMillis(250);

  private long now;
  private RegionHealth health = RegionHealth.start(0, POLICY);

  @Test
  void startsRecoveringAndIsUpOnceGoodForAWhileAndCaughtUp() {
    assertThat(health.condition()).isEqualTo(RECOVERING);
    run(Verdict.GOOD, false, Duration.ofSeconds(30));
    assertThat(health.condition()).isEqualTo(RECOVERING);
    run(Verdict.GOOD, true, TICK);
    assertThat(health.condition()).isEqualTo(UP);
  }

  @Test
  void neverSeenGoodIsNotCalledDownBeforeTheGraceIsOver() {
    run(Verdict.BAD, false, POLICY.startGrace().minus(TICK));
    assertThat(health.condition()).isEqualTo(RECOVERING);
    run(Verdict.BAD, false, TICK.multipliedBy(2));
    assertThat(health.condition()).isEqualTo(DOWN);
  }

  @Test
  void goesDownAtTheFirstBadVerdict() {
    bringUp();
    run(Verdict.BAD, true, TICK);
    assertThat(health.condition()).isEqualTo(DOWN);
    assertThat(health.reason()).isEqualTo("2 of 3 observers can't use it");
  }

  @Test
  void unsureChangesNothing() {
    bringUp();
    run(Verdict.UNSURE, false, Duration.ofMinutes(10));
    assertThat(health.condition()).isEqualTo(UP);
    run(Verdict.BAD, false, TICK);
    run(Verdict.UNSURE, true, Duration.ofMinutes(10));
    assertThat(health.condition()).isEqualTo(DOWN);
  }

  @Test
  void returnsThroughRecoveringOnceItHasCaughtUp() {
    bringUp();
    run(Verdict.BAD, false, Duration.ofSeconds(10));
    run(Verdict.GOOD, false, Duration.ofSeconds(20));
    assertThat(health.condition()).isEqualTo(RECOVERING);
    run(Verdict.GOOD, true, TICK);
    assertThat(health.condition()).isEqualTo(UP);
  }

  @Test
  void servesSoonAtFirstAndLaterOnItsReturn() {
    run(Verdict.GOOD, true, POLICY.hold());
    assertThat(health.condition()).isEqualTo(UP);
    run(Verdict.GOOD, true, POLICY.flapWindow());
    run(Verdict.BAD, false, POLICY.hold());
    run(Verdict.GOOD, true, POLICY.returnAfter());
    assertThat(health.condition()).isEqualTo(RECOVERING);
    run(Verdict.GOOD, true, TICK);
    assertThat(health.condition()).isEqualTo(UP);
  }

  @Test
  void aBreakInGoodnessStartsTheWaitAnew() {
    run(Verdict.GOOD, false, Duration.ofSeconds(10));
    run(Verdict.UNSURE, true, TICK);
    run(Verdict.GOOD, true, POLICY.startAfter());
    assertThat(health.condition()).isEqualTo(RECOVERING);
    run(Verdict.GOOD, true, TICK);
    assertThat(health.condition()).isEqualTo(UP);
  }

  @Test
  void everyFallSoonAfterAReturnDoublesTheNextWait() {
    run(Verdict.GOOD, true, POLICY.hold());
    Duration expected = POLICY.returnAfter();
    for (int i = 0; i < 10; i++) {
      run(Verdict.GOOD, true, POLICY.hold());
      run(Verdict.BAD, false, TICK);
      assertThat(health.condition()).isEqualTo(DOWN);
      expected = i == 0 ? expected : min(expected.multipliedBy(2), POLICY.returnAfterMax());
      assertThat(health.returnAfter()).isEqualTo(expected);
      while (health.condition() != UP) {
        run(Verdict.GOOD, true, TICK);
      }
    }
    run(Verdict.GOOD, true, POLICY.flapWindow());
    run(Verdict.BAD, false, TICK);
    assertThat(health.returnAfter()).isEqualTo(POLICY.returnAfter());
  }

  @Test
  void neverChangesTwiceWithinTheHoldHoweverItFlaps() {
    Property.forAll(
        1,
        50,
        random -> {
          List<Long> changes = flap(random);
          for (int i = 1; i < changes.size(); i++) {
            assertThat(changes.get(i) - changes.get(i - 1))
                .isGreaterThanOrEqualTo(POLICY.hold().toNanos());
          }
        });
  }

  @Test
  void regionThatFlapsFasterThanItMustBeGoodNeverServes() {
    for (int i = 0; i < 1_000; i++) {
      run(Verdict.GOOD, true, POLICY.startAfter());
      assertThat(health.condition()).isNotEqualTo(UP);
      run(Verdict.BAD, true, TICK);
    }
  }

  /** Ten minutes of verdicts that last for random times; returns when the condition changed. */
  private static List<Long> flap(RandomGenerator random) {
    List<Long> changes = new ArrayList<>();
    RegionHealth health = RegionHealth.start(0, POLICY);
    Verdict verdict = Verdict.GOOD;
    long turn = 0;
    for (long now = 0; now < Duration.ofMinutes(10).toNanos(); now += TICK.toNanos()) {
      if (now >= turn) {
        verdict = Any.of(random, List.of(Verdict.values()));
        turn = now + random.nextLong(Duration.ofSeconds(20).toNanos());
      }
      RegionHealth next = health.step(assessment(verdict, random.nextInt(8) > 0), now, POLICY);
      if (next.condition() != health.condition()) {
        changes.add(now);
      }
      health = next;
    }
    return changes;
  }

  private void bringUp() {
    run(Verdict.GOOD, true, POLICY.hold().plus(POLICY.returnAfter()));
    assertThat(health.condition()).isEqualTo(UP);
    run(Verdict.GOOD, true, POLICY.flapWindow().multipliedBy(2));
  }

  private void run(Verdict verdict, boolean caughtUp, Duration length) {
    long end = now + length.toNanos();
    while (now < end) {
      now += TICK.toNanos();
      health = health.step(assessment(verdict, caughtUp), now, POLICY);
    }
  }

  private static Assessment assessment(Verdict verdict, boolean caughtUp) {
    Assessment votes =
        switch (verdict) {
          case GOOD -> AssessmentTest.assess(RegionId.of("c"), "good", "good", "good");
          case BAD -> AssessmentTest.assess(RegionId.of("c"), "bad", "bad", "silent");
          case UNSURE -> AssessmentTest.assess(RegionId.of("c"), "bad", "silent", "silent");
        };
    return new Assessment(votes.subject(), votes.votes(), caughtUp, new TreeMap<>(votes.edges()));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
