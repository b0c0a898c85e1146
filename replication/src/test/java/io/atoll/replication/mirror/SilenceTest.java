package io.atoll.replication.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
  private static final Duration TURN = Duration.ofMillis(250);

  private long nanos = -1;
  private final Silence silence = new Silence(Duration.ofSeconds(1), () -> nanos);

  private boolean isTooLongAfter(Duration time) {
    nanos += time.toNanos();
    return silence.isTooLong();
  }

  @Test
  void whoeverListensInVainForLongerThanAllowedHasLostItsSource() {
    for (int i = 0; i < 4; i++) {
      assertThat(isTooLongAfter(TURN)).isFalse();
    }
    assertThat(isTooLongAfter(TURN)).isTrue();
    silence.ended();
    assertThat(isTooLongAfter(TURN)).isFalse();
  }

  @Test
  void aPauseOfTheListenerIsNoSilenceOfTheSource() {
    assertThat(isTooLongAfter(Duration.ofMinutes(5))).isFalse();
    assertThat(isTooLongAfter(TURN)).isFalse();
    assertThat(isTooLongAfter(TURN)).isFalse();
    assertThat(isTooLongAfter(TURN)).isTrue();
  }
}
