package io.atoll.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HybridClockTest {
  private final AtomicLong wall = new AtomicLong(1_000);
  private final HybridClock clock = new HybridClock(wall::get, Duration.ofMillis(500));

  @Test
  void neverGoesBackWhenTheWallClockDoes() {
    HybridTimestamp before = clock.now();
    wall.set(10);
    assertThat(clock.now()).isGreaterThan(before);
  }

  @Test
  void isLaterThanWhatItObserved() {
    HybridTimestamp seen = HybridTimestamp.of(1_400, 7);
    assertThat(clock.observe(seen)).isTrue();
    assertThat(clock.now()).isGreaterThan(seen);
  }

  @Test
  void refusesATimestampTooFarAhead() {
    HybridTimestamp before = clock.now();
    assertThat(clock.observe(HybridTimestamp.of(1_501, 0))).isFalse();
    assertThat(clock.now()).isEqualTo(before.next());
  }

  @Test
  void aFullCounterRunsOverIntoTheMillisecondsAndKeepsTheOrder() {
    HybridTimestamp full = HybridTimestamp.of(1_200, HybridTimestamp.COUNTER_MAX);
    assertThat(clock.observe(full)).isTrue();
    assertThat(clock.now()).isEqualTo(HybridTimestamp.of(1_201, 0));
  }

  @Test
  void twoClocksThatTalkOrderCauseBeforeEffectWhateverTheirWallClocks() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      AtomicLong slow = new AtomicLong(1_000);
      AtomicLong fast = new AtomicLong(1_300);
      HybridClock[] clocks = {
        new HybridClock(slow::get, Duration.ofSeconds(10)),
        new HybridClock(fast::get, Duration.ofSeconds(10))
      };
      HybridTimestamp message = HybridTimestamp.ZERO;
      for (int step = 0; step < 50; step++) {
        slow.addAndGet(random.nextInt(5) - 2);
        fast.addAndGet(random.nextInt(5) - 2);
        HybridClock receiver = clocks[random.nextInt(2)];
        receiver.observe(message);
        HybridTimestamp effect = receiver.now();
        assertThat(effect).as("seed %d step %d", seed, step).isGreaterThan(message);
        message = effect;
      }
    }
  }
}
