package io.atoll.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @Test
  void durationsAreWholeNumbersOfAUnit() {
    assertThat(Units.duration("200ms")).isEqualTo(Duration.ofMillis(200));
    assertThat(Units.duration("2s")).isEqualTo(Duration.ofSeconds(2));
    assertThat(Units.duration("5m")).isEqualTo(Duration.ofMinutes(5));
    assertThat(Units.duration("12h")).isEqualTo(Duration.ofHours(12));
    assertThat(Units.duration("7d")).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void sizesAreBinary() {
    assertThat(Units.size("64MiB")).isEqualTo(64L << 20);
    assertThat(Units.size("1B")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "ms", "-1s", "1.5s", "5 minutes", "999999999999999999d"})
  void anythingElseIsNotADuration(String text) {
    assertThatThrownBy(() -> Units.duration(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0B", "1B", "1023B", "1KiB", "1025B", "64MiB", "3GiB"})
  void sizesAreWrittenAsTheyAreRead(String text) {
    assertThat(Units.text(Units.size(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0ms", "1ms", "1500ms", "2s", "90s", "5m", "7d"})
  void durationsAreWrittenAsTheyAreRead(String text) {
    assertThat(Units.text(Units.duration(text))).isEqualTo(text);
  }
}
