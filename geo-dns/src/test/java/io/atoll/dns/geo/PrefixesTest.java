package io.atoll.dns.geo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrefixesTest {
  @Test
  void theLongestPrefixWins() {
    Prefixes<String> prefixes = prefixes("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24");
    assertThat(found(prefixes, "10.1.2.3")).isEqualTo("10.1.2.0/24");
    assertThat(found(prefixes, "10.1.3.3")).isEqualTo("10.1.0.0/16");
    assertThat(found(prefixes, "10.2.0.0/16")).isEqualTo("10.0.0.0/8");
    assertThat(prefixes.find(Network.parse("11.0.0.1"))).isEmpty();
    assertThat(prefixes.find(Network.parse("10.0.0.0/7"))).isEmpty();
  }

  @Test
  void anotherFamilyMattersToNobody() {
    Prefixes<String> prefixes = prefixes("::/0", "::1/128");
    assertThat(prefixes.find(Network.parse("0.0.0.0"))).isEmpty();
  }

  private static String found(Prefixes<String> prefixes, String network) {
    return prefixes.find(Network.parse(network)).orElseThrow().value();
  }

  private static Prefixes<String> prefixes(String... networks) {
    List<Prefixes.Entry<String>> entries =
        Stream.of(networks)
            .map(network -> new Prefixes.Entry<>(Network.parse(network), network))
            .toList();
    return new Prefixes<>(entries);
  }
}
