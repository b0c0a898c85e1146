package io.atoll.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff();

  @Test
  void doublesUpToItsBound() {
    assertThat(backoff.after(Duration.ZERO)).isEqualTo(Backoff.FIRST);
    assertThat(backoff.after(Duration.ZERO)).isEqualTo(Backoff.FIRST.multipliedBy(2));
    for (int i = 0; i < 20; i++) {
      assertThat(backoff.after(Duration.ZERO)).isLessThanOrEqualTo(Backoff.MAX);
    }
    assertThat(backoff.after(Duration.ZERO)).isEqualTo(Backoff.MAX);
  }

  @Test
  void beginsAnewAfterAStableRun() {
    backoff.after(Duration.ZERO);
    backoff.after(Duration.ZERO);
    assertThat(backoff.after(Backoff.STABLE)).isEqualTo(Backoff.FIRST);
  }
}
