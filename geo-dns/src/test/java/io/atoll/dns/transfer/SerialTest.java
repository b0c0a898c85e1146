package io.atoll.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SerialTest {
  @ParameterizedTest
  @CsvSource({
    // The time, if it is later than the last one; else the next number.
    "1, 1700000000, 1700000000",
    "1700000000, 1700000000, 1700000001",
    "2026112601, 1795600000, 2026112602",
    // Around the end of the numbers.
    "4294967295, 4294967295, 0",
    "4294967290, 4294967300, 4"
  })
  void serialsGoOn(long last, long seconds, long next) {
    assertThat(Serial.after(last, seconds)).isEqualTo(next);
    assertThat(Serial.isAfter(next, last)).isTrue();
  }
}
