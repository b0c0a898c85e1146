package io.atoll.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.1.1:8080", "[::1]:0", "kafka.eu-west.example:65535"})
  void isWrittenAsItIsRead(String text) {
    assertThat(HostPort.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "host", ":80", "host:", "host:-1", "host:65536", "::1:80", "a:b", "[]:1"})
  void anythingElseIsRefusedByName(String text) {
    assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1:1", "127.0.3.53:1", "[::1]:1", "localhost:1", "[::ffff:127.0.0.1]:1"})
  void addressesOfThisMachineAreLoopback(String text) {
    assertThat(HostPort.parse(text).isLoopback()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0:1",
        "[::]:1",
        "128.0.0.1:1",
        "127.0.0.1.example.org:1",
        "127.example.org:1"
      })
  void allOthersAreNot(String text) {
    assertThat(HostPort.parse(text).isLoopback()).isFalse();
  }

  @Test
  void baseAddressesLoseTheirLastSlash() {
    assertThat(HttpUris.parse("http://127.0.1.30:7000/")).hasToString("http://127.0.1.30:7000");
    assertThatThrownBy(() -> HttpUris.parse("127.0.1.30:7000"))
        .hasMessage("'127.0.1.30:7000' is not an http address, such as http://127.0.0.1:7000");
  }
}
