package io.atoll.dns.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0/0", "81.2.69.0/24", "255.255.255.255/32", "127.0.0.1/32"})
  void ipv4NetworksReadAndWriteAlike(String text) {
    assertThat(Network.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "::/0, 0:0:0:0:0:0:0:0/0",
    "2001:db8::/32, 2001:db8:0:0:0:0:0:0/32",
    "2001:db8::1, 2001:db8:0:0:0:0:0:1/128",
    "2001:db8:0:1::/65, 2001:db8:0:1:0:0:0:0/65"
  })
  void ipv6NetworksReadAndWriteAlike(String text, String written) {
    assertThat(Network.parse(text)).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.org",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.1/8",
        "10.0.0.0/x",
        "::1/0"
      })
  void anythingElseIsRefusedWithTheTextAndAnExample(String text) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("10.0.0.0/8");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,       10.1.2.3,         true",
    "10.0.0.0/8,       11.0.0.0,         false",
    "10.1.0.0/16,      10.0.0.0/8,       false",
    "0.0.0.0/0,        255.255.255.255,  true",
    "0.0.0.0/0,        ::1,              false",
    "2001:db8::/65,    2001:db8::1,      true",
    "2001:db8::/65,    2001:db8:0:0:8000::, false"
  })
  void containsWhatSharesItsWholePrefix(String network, String other, boolean contained) {
    assertThat(Network.parse(network).contains(Network.parse(other))).isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,    10.128.0.0/9,   8",
    "10.0.0.0/9,    10.128.0.0/9,   8",
    "10.0.0.1,      10.0.0.0,       31",
    "2001:db8::1,   2001:db8::3,    126",
    "2001:db8::,    2001:db8:8000::, 32",
    "10.0.0.0/8,    ::/0,           0"
  })
  void commonLengthCountsLeadingBitsTheyShare(String one, String other, int length) {
    assertThat(Network.parse(one).commonLength(Network.parse(other))).isEqualTo(length);
    assertThat(Network.parse(other).commonLength(Network.parse(one))).isEqualTo(length);
  }

  @Test
  void widenClearsTheBitsThatNoLongerCount() {
    assertThat(Network.parse("81.2.69.160").widen(24)).isEqualTo(Network.parse("81.2.69.0/24"));
    assertThat(Network.parse("81.2.69.0/24").widen(32)).isEqualTo(Network.parse("81.2.69.0/24"));
    assertThat(Network.parse("2001:db8::1").widen(48)).isEqualTo(Network.parse("2001:db8::/48"));
  }
}
