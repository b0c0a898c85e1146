package io.atoll.replication.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LinkSettingsTest {
  private long nanos;

  @Test
  void whatIsWrittenIsRead() {
    LinkSettings settings = LinkSettings.DEFAULT.withPaused(true).withLimits(100, 1 << 20);
    assertThat(settings.encode()).isEqualTo("1 paused 100 1048576");
    assertThat(LinkSettings.parse(settings.encode())).isEqualTo(settings);
    assertThat(LinkSettings.parse("1 running 0 0")).isEqualTo(LinkSettings.DEFAULT);
  }

  @Test
  void anotherVersionAndDamageAreRefused() {
    for (String text : new String[] {"2 paused 0 0", "1 asleep 0 0", "1 paused 0", ""}) {
      assertThatThrownBy(() -> LinkSettings.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("version 1");
    }
    assertThatThrownBy(() -> LinkSettings.DEFAULT.withLimits(-1, 0))
        .hasMessageContaining("must not be negative");
  }

  @Test
  void aThrottleLetsOneRecordThroughAndThenAsksForItsTime() {
    Throttle throttle = new Throttle(() -> nanos);
    LinkSettings limits = LinkSettings.DEFAULT.withLimits(100, 1_000);
    assertThat(throttle.delay()).isZero();
    // 10 ms as one of 100 records a second, but half a second as 500 bytes of 1,000.
    throttle.took(500, limits);
    assertThat(throttle.delay()).isEqualTo(Duration.ofMillis(500));
    throttle.took(1, limits);
    assertThat(throttle.delay()).isEqualTo(Duration.ofMillis(510));
  }

  @Test
  void aThrottleSavesNothingUpWhileNothingComes() {
    Throttle throttle = new Throttle(() -> nanos);
    nanos = Duration.ofHours(1).toNanos();
    throttle.took(1, LinkSettings.DEFAULT.withLimits(10, 0));
    assertThat(throttle.delay()).isEqualTo(Duration.ofMillis(100));
  }
}
