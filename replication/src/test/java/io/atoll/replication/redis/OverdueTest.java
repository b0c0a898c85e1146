package io.atoll.replication.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OverdueTest {
  private final Overdue overdue = new Overdue();

  @Test
  void nothingSentIsNeverOverdue() {
    for (int i = 0; i < 3 * Overdue.LOOKS; i++) {
      assertThat(overdue.look()).isFalse();
    }
  }

  @Test
  void whatIsNotAnsweredIsOverdueOnceAllStepsHaveGoneBy() {
    overdue.sent(1);
    for (int i = 0; i < Overdue.LOOKS; i++) {
      assertThat(overdue.look()).as("look %d", i).isFalse();
    }
    assertThat(overdue.look()).isTrue();
  }

  @Test
  void answersThatComeSlowlyButInTimeAreNotOverdue() {
    for (int i = 0; i < 100; i++) {
      overdue.sent(1);
      if (i >= Overdue.LOOKS - 1) {
        overdue.answered(1);
      }
      assertThat(overdue.look()).as("look %d", i).isFalse();
    }
  }

  @Test
  void oneThatWaitsBehindManyAnswersIsNoticed() {
    overdue.sent(1);
    overdue.sent(1);
    overdue.answered(1);
    boolean noticed = false;
    for (int i = 0; i <= Overdue.LOOKS; i++) {
      noticed |= overdue.look();
    }
    assertThat(noticed).isTrue();
  }
}
