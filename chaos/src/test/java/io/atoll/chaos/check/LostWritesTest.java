package io.atoll.chaos.check;

import static io.atoll.chaos.check.HandMade.AP;
import static io.atoll.chaos.check.HandMade.EU;
import static io.atoll.chaos.check.HandMade.US;
import static io.atoll.chaos.check.HandMade.everywhere;
import static io.atoll.chaos.check.HandMade.inTheEnd;
import static io.atoll.chaos.check.HandMade.tag;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.chaos.history.History;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LostWritesTest {
  private static final Duration NO_SKEW = Duration.ZERO;
  private static final String KEY = "profiles/a";

  @Test
  void lastAcknowledgedValueEverywhereIsNoLoss() {
    History history =
        new HandMade().write(US, KEY, "v1", 0, 10, 1).write(US, KEY, "v2", 20, 30, 2).history();
    Finding finding = check(history, everywhere(KEY, "v2", tag(US, 2)));
    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding.numbers()).containsEntry("acknowledged-writes", 2L);
    assertThat(finding.numbers()).containsEntry("final-reads", 3L);
  }

  @Test
  void acknowledgedWriteThatIsNowhereIsLost() {
    History history = new HandMade().write(US, KEY, "v1", 0, 10, 1).history();
    Finding finding = check(history, everywhere(KEY, null, null));
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.numbers()).containsEntry("lost-writes", 1L);
    assertThat(finding.violations()).singleElement().asString().contains("'v1'", "nothing");
  }

  @Test
  void olderValueInOneRegionIsALoss() {
    History history =
        new HandMade().write(US, KEY, "v1", 0, 10, 1).write(EU, KEY, "v2", 20, 30, 1).history();
    List<FinalRead> finals =
        List.of(
            inTheEnd(US, KEY, "v2", tag(EU, 1)),
            inTheEnd(EU, KEY, "v2", tag(EU, 1)),
            inTheEnd(AP, KEY, "v1", tag(US, 1)));
    Finding finding = check(history, finals);
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.violations()).singleElement().asString().contains("ap-northeast has 'v1'");
  }

  @Test
  void writeSavedButNotYetVisibleCountsAsAcknowledged() {
    History history =
        new HandMade()
            .write(US, KEY, "v1", 0, 10, 1)
            .acknowledged(EU, KEY, "v2", 20, 30, 202, 1)
            .history();
    assertThat(check(history, everywhere(KEY, "v1", tag(US, 1))).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void concurrentAcknowledgedWriteMaySupersede() {
    History history =
        new HandMade().write(US, KEY, "v1", 0, 30, 1).write(EU, KEY, "v2", 20, 50, 1).history();
    assertThat(check(history, everywhere(KEY, "v1", tag(US, 1))).verdict()).isEqualTo(Verdict.PASS);
    assertThat(check(history, everywhere(KEY, "v2", tag(EU, 1))).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void concurrentWriteFurtherDownInTheSameLogDoesNotSupersede() {
    History history =
        new HandMade().write(US, KEY, "v1", 0, 30, 1).write(US, KEY, "v2", 20, 50, 2).history();
    assertThat(check(history, everywhere(KEY, "v1", tag(US, 1))).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void writeOfUnknownOutcomeMaySupersedeWhateverWasWrittenAfterIt() {
    History history =
        new HandMade().unknownWrite(EU, KEY, "v1", 0, 10).write(US, KEY, "v2", 20, 30, 1).history();
    assertThat(check(history, everywhere(KEY, "v1", tag(EU, 7))).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void writeOfUnknownOutcomeDoesNotSupersedeAgainstTheOrderOfItsLog() {
    History history =
        new HandMade().unknownWrite(US, KEY, "v1", 0, 10).write(US, KEY, "v2", 20, 30, 5).history();
    assertThat(check(history, everywhere(KEY, "v1", tag(US, 4))).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void writeThatCertainlyFailedMayNotSupersede() {
    History history =
        new HandMade().write(US, KEY, "v1", 0, 10, 1).failedWrite(EU, KEY, "v2", 20, 30).history();
    assertThat(check(history, everywhere(KEY, "v2", null)).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void valueNobodyWroteIsALoss() {
    History history = new HandMade().write(US, KEY, "v1", 0, 10, 1).history();
    assertThat(check(history, everywhere(KEY, "x", null)).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void earlierWriteWithinTheClocksSkewMaySupersede() {
    History history =
        new HandMade().write(US, KEY, "v1", 0, 10, 1).write(EU, KEY, "v2", 13, 30, 1).history();
    List<FinalRead> finals = everywhere(KEY, "v1", tag(US, 1));
    assertThat(check(history, finals).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(LostWrites.check(history, finals, 0, Duration.ofMillis(5)).verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void keyThatCouldNotBeReadIsNotTakenForKept() {
    History history = new HandMade().write(US, KEY, "v1", 0, 10, 1).history();
    List<FinalRead> finals =
        List.of(
            inTheEnd(US, KEY, "v1", tag(US, 1)),
            new FinalRead(KEY, EU, "eu-west/edge-1", null, null, "status 503"));
    Finding finding = check(history, finals);
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.violations()).singleElement().asString().contains("status 503");
  }

  @Test
  void drillWithoutAcknowledgedWritesIsInvalid() {
    History history = new HandMade().unknownWrite(US, KEY, "v1", 0, 10).history();
    assertThat(check(history, List.of()).verdict()).isEqualTo(Verdict.INVALID);
  }

  @Test
  void drillWithoutFinalReadsIsInvalid() {
    History history = new HandMade().write(US, KEY, "v1", 0, 10, 1).history();
    assertThat(check(history, List.of()).verdict()).isEqualTo(Verdict.INVALID);
  }

  @Test
  void historyThatDidNotHoldEverythingIsInvalid() {
    History whole = new HandMade().write(US, KEY, "v1", 0, 10, 1).history();
    History cut = new History(whole.attempts(), List.of(), 3);
    assertThat(check(cut, everywhere(KEY, "v1", tag(US, 1))).verdict()).isEqualTo(Verdict.INVALID);
  }

  private static Finding check(History history, List<FinalRead> finals) {
    return LostWrites.check(history, finals, 0, NO_SKEW);
  }
}
