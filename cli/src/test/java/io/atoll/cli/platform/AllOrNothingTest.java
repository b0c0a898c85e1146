package io.atoll.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllOrNothingTest {
  private final List<String> happened = new ArrayList<>();
  private final AllOrNothing start =
      new AllOrNothing(happened::add, () -> happened.add("everything is stopped"));

  @Test
  void aStartThatBreaksInAWayNobodyForesawLeavesNothingRunning() {
    assertThatThrownBy(() ->
            start.run(() -> {
              throw new IllegalStateException("no such member");
            }))
        .hasMessage("no such member");
    assertThat(happened).containsExactly("Stopping what was started.", "everything is stopped");
  }

  @Test
  void aStartThatComesToItsEndIsNotUndone() throws Exception {
    start.run(() -> happened.add("started"));
    assertThat(happened).containsExactly("started");
  }

  @Test
  void anInterruptedStartIsUndoneOnceAndTellsNothingMore() {
    assertThatThrownBy(() ->
            start.run(() -> {
              start.interrupt(Thread.currentThread());
              Thread.sleep(1);
              happened.add("a process is ready");
            }))
        .isInstanceOf(InterruptedException.class);
    assertThat(happened)
        .containsExactly("Interrupted; stopping what was started.", "everything is stopped");
  }
}
