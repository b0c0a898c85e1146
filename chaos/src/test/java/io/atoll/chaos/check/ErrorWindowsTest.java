package io.atoll.chaos.check;

import static io.atoll.chaos.check.HandMade.EU;
import static io.atoll.chaos.check.HandMade.US;
import static io.atoll.chaos.check.HandMade.lossOfEurope;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.chaos.history.History;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorWindowsTest {
  private static final Duration BOUND = Duration.ofSeconds(1);

  @Test
  void errorsOfTheLostRegionsUsersBeforeTheirRecoveryDoNotCount() {
    HandMade history =
        new HandMade()
            .served(1, EU, EU, 9_000, 9_010)
            .served(1, EU, null, 10_500, 10_510)
            .served(1, EU, null, 14_000, 14_010)
            .served(2, US, US, 12_000, 12_010);
    for (int at = 15_000; at < 29_000; at += 500) {
      history.served(1, EU, US, at, at + 100);
    }
    Finding finding = check(history.history());
    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding.numbers()).containsEntry("error-windows", 0L);
    assertThat(finding.numbers()).containsEntry("users-elsewhere", 1L);
  }

  @Test
  void longWindowOfAUserElsewhereFails() {
    History history =
        new HandMade()
            .served(2, US, US, 9_000, 9_010)
            .served(2, US, null, 10_500, 10_510)
            .served(2, US, US, 12_000, 12_010)
            .history();
    Finding finding = check(history);
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.numbers()).containsEntry("error-window-max-millis", 1_510L);
  }

  @Test
  void shortWindowPasses() {
    History history =
        new HandMade()
            .served(2, US, null, 10_500, 10_510)
            .served(2, US, US, 10_600, 10_700)
            .history();
    assertThat(check(history).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void errorsThatDoNotEndCountToTheEnd() {
    History history =
        new HandMade()
            .served(2, US, null, 10_500, 10_510)
            .served(2, US, null, 15_500, 15_510)
            .history();
    assertThat(check(history).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void errorsWhenTheRegionReturnsCount() {
    HandMade history =
        new HandMade().served(1, EU, EU, 9_000, 9_010).served(1, EU, null, 10_500, 10_510);
    for (int at = 15_000; at < 29_000; at += 500) {
      history.served(1, EU, US, at, at + 100);
    }
    history.served(1, EU, null, 35_000, 35_010).served(1, EU, EU, 37_000, 37_010);
    assertThat(check(history.history()).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void emptyHistoryIsInvalid() {
    assertThat(check(new HandMade().history()).verdict()).isEqualTo(Verdict.INVALID);
  }

  private static Finding check(History history) {
    return ErrorWindows.check(history, List.of(lossOfEurope()), BOUND);
  }
}
