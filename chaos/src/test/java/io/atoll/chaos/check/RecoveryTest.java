package io.atoll.chaos.check;

import static io.atoll.chaos.check.HandMade.EU;
import static io.atoll.chaos.check.HandMade.US;
import static io.atoll.chaos.check.HandMade.lossOfEurope;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.chaos.fault.Fault;
import io.atoll.chaos.fault.FaultSpan;
import io.atoll.chaos.history.History;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private static final Duration BOUND = Duration.ofSeconds(8);

  /** Served by its own region until the loss at 10 s. */
  private static HandMade servedAtHome() {
    return new HandMade().served(1, EU, EU, 8_000, 8_010).served(1, EU, EU, 9_000, 9_010);
  }

  private static HandMade elsewhere(HandMade history, int fromMillis, int toMillis) {
    for (int at = fromMillis; at < toMillis; at += 500) {
      history.served(1, EU, US, at, at + 100);
    }
    return history;
  }

  @Test
  void firstSuccessOfALastingStreakIsTheRecovery() {
    HandMade history = servedAtHome().served(1, EU, null, 10_500, 10_510);
    Finding finding = check(elsewhere(history, 14_000, 29_000).history());
    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding.numbers()).containsEntry("recovery-max-millis", 4_100L);
    assertThat(finding.numbers()).containsEntry("users-affected", 1);
  }

  @Test
  void recoveryBeyondTheBoundFails() {
    HandMade history = servedAtHome().served(1, EU, null, 10_500, 10_510);
    Finding finding = check(elsewhere(history, 19_000, 29_000).history());
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.violations()).singleElement().asString().contains("user 1", "9.100 s");
  }

  @Test
  void successThatDoesNotLastIsNoRecovery() {
    HandMade history =
        servedAtHome()
            .served(1, EU, null, 10_500, 10_510)
            .served(1, EU, US, 12_000, 12_100)
            .served(1, EU, null, 13_000, 13_100);
    Finding finding = check(elsewhere(history, 20_000, 29_000).history());
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.numbers()).containsEntry("recovery-max-millis", 10_100L);
  }

  @Test
  void userWhoIsNeverServedAgainFails() {
    HandMade history = servedAtHome();
    for (int at = 10_500; at < 29_500; at += 500) {
      history.served(1, EU, null, at, at + 10);
    }
    Finding finding = check(history.served(1, EU, EU, 31_000, 31_010).history());
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.numbers()).containsEntry("users-not-recovered", 1);
  }

  @Test
  void userWhoDidNotEvenTryIsNotRecovered() {
    assertThat(check(servedAtHome().history()).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void drillInWhichTheRegionServedNobodyIsInvalid() {
    HandMade history = new HandMade().served(1, EU, US, 8_000, 8_010);
    assertThat(check(elsewhere(history, 11_000, 29_000).history()).verdict())
        .isEqualTo(Verdict.INVALID);
  }

  @Test
  void drillWithoutALossIsInvalid() {
    FaultSpan cut =
        new FaultSpan(
            new Fault.CutWan(US, EU), 10_000_000, OptionalLong.of(10_000_001), 30_000_000);
    assertThat(Recovery.check(servedAtHome().history(), List.of(cut), BOUND).verdict())
        .isEqualTo(Verdict.INVALID);
  }

  private static Finding check(History history) {
    return Recovery.check(history, List.of(lossOfEurope()), BOUND);
  }
}
