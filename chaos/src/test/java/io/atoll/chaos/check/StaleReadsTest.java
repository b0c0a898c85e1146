package io.atoll.chaos.check;

import static io.atoll.chaos.check.HandMade.EU;
import static io.atoll.chaos.check.HandMade.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.chaos.history.History;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StaleReadsTest {
  private static final String KEY = "profiles/a";

  private static HandMade twoWrites() {
    return new HandMade().write(US, KEY, "v1", 0, 10, 1).write(US, KEY, "v2", 20, 30, 2);
  }

  @Test
  void newestAcknowledgedValueIsNotStale() {
    Finding finding = check(twoWrites().read(US, KEY, "v2", 40, 45, 2L).history());
    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding.numbers()).containsEntry("reads-judged", 1L);
  }

  @Test
  void olderValueAfterANewerWasAcknowledgedInTheSameRegionIsStale() {
    Finding finding = check(twoWrites().read(US, KEY, "v1", 40, 45, 1L).history());
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.violations()).singleElement().asString().contains("'v1'", "'v2'");
  }

  @Test
  void nothingAfterAnAcknowledgedWriteIsStale() {
    assertThat(check(twoWrites().read(US, KEY, null, 40, 45, null).history()).verdict())
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void readThatOverlapsTheWriteMaySeeEither() {
    assertThat(check(twoWrites().read(US, KEY, "v1", 25, 45, 1L).history()).verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void anotherRegionMayLagBehind() {
    Finding finding = check(twoWrites().read(EU, KEY, "v1", 40, 45, null).history());
    assertThat(finding.verdict()).isEqualTo(Verdict.INVALID);
  }

  @Test
  void writeThatWasNotYetVisibleMayBeMissing() {
    History history =
        new HandMade()
            .write(US, KEY, "v1", 0, 10, 1)
            .acknowledged(US, KEY, "v2", 20, 30, 202, 2)
            .read(US, KEY, "v1", 40, 45, 1L)
            .history();
    assertThat(check(history).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void valueNobodyWroteFails() {
    assertThat(check(twoWrites().read(EU, KEY, "(damaged)", 5, 6, null).history()).verdict())
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void historyWithoutReadsIsInvalid() {
    assertThat(check(twoWrites().history()).verdict()).isEqualTo(Verdict.INVALID);
  }

  private static Finding check(History history) {
    return StaleReads.check(history, 0, Duration.ZERO);
  }
}
