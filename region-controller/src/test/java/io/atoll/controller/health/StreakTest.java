package io.atoll.controller.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreakTest {
  @Test
  void isNotGoodBeforeTheFirstSuccess() {
    assertThat(Streak.UNKNOWN.good()).isFalse();
    assertThat(Streak.UNKNOWN.after(false, 2).good()).isFalse();
    assertThat(Streak.UNKNOWN.after(true, 2).good()).isTrue();
  }

  @Test
  void oneLostProbeIsForgiven() {
    Streak good = Streak.UNKNOWN.after(true, 2);
    assertThat(good.after(false, 2).good()).isTrue();
    assertThat(good.after(false, 2).after(true, 2).after(false, 2).good()).isTrue();
    assertThat(good.after(false, 2).after(false, 2).good()).isFalse();
  }
}
