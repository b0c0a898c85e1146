package io.atoll.chaos.check;

import static io.atoll.chaos.check.HandMade.EU;
import static io.atoll.chaos.check.HandMade.US;
import static io.atoll.chaos.check.HandMade.everywhere;
import static io.atoll.chaos.check.HandMade.tag;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.chaos.history.History;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppliedOnceTest {
  private static final String KEY = "profiles/a";

  @Test
  void onePositionPerWritePasses() {
    History history =
        new HandMade().write(US, KEY, "v1", 0, 10, 1).write(US, KEY, "v2", 20, 30, 2).history();
    assertThat(AppliedOnce.check(history, everywhere(KEY, "v2", tag(US, 2))).verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void writeThatStandsInTheLogTwiceIsCaught() {
    History history = new HandMade().write(US, KEY, "v1", 0, 10, 1).history();
    Finding finding = AppliedOnce.check(history, everywhere(KEY, "v1", tag(US, 2)));
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.violations()).singleElement().asString().contains("2 positions");
  }

  @Test
  void writeThatWasTriedTwiceMayStandTwice() {
    History history =
        new HandMade().unknownWrite(EU, KEY, "v1", 0, 10).write(US, KEY, "v1", 20, 30, 1).history();
    assertThat(AppliedOnce.check(history, everywhere(KEY, "v1", tag(EU, 5))).verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void twoWritesAcknowledgedWithOnePositionAreCaught() {
    History history =
        new HandMade()
            .write(US, KEY, "v1", 0, 10, 1)
            .write(US, "profiles/b", "v2", 20, 30, 1)
            .history();
    assertThat(AppliedOnce.check(history, List.of()).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void answersWithoutPositionsAreInvalid() {
    History history = new HandMade().unknownWrite(US, KEY, "v1", 0, 10).history();
    assertThat(AppliedOnce.check(history, List.of()).verdict()).isEqualTo(Verdict.INVALID);
  }
}
