package io.atoll.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Finding PASS = finding(Verdict.PASS);
  private static final Finding INVALID = finding(Verdict.INVALID);
  private static final Finding FAIL = finding(Verdict.FAIL);

  private static Finding finding(Verdict verdict) {
    return new Finding("any", verdict, "", Map.of(), List.of());
  }

  @Test
  void oneVacuousCheckMakesAPassInvalid() {
    assertThat(Verdict.worst(List.of(PASS, INVALID, PASS))).isEqualTo(Verdict.INVALID);
  }

  @Test
  void violationWeighsMoreThanAVacuousCheck() {
    assertThat(Verdict.worst(List.of(PASS, FAIL, INVALID))).isEqualTo(Verdict.FAIL);
  }

  @Test
  void noFindingsAtAllAreInvalid() {
    assertThat(Verdict.worst(List.of())).isEqualTo(Verdict.INVALID);
  }

  @Test
  void onlyWhatCaughtUpInTimePasses() {
    Duration bound = Duration.ofSeconds(60);
    assertThat(CaughtUp.check(Optional.of(Duration.ofSeconds(9)), bound, List.of()).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(CaughtUp.check(Optional.of(Duration.ofSeconds(61)), bound, List.of()).verdict())
        .isEqualTo(Verdict.FAIL);
    assertThat(CaughtUp.check(Optional.empty(), bound, List.of("eu-west")).violations())
        .containsExactly("eu-west");
  }
}
