package io.atoll.dns.geo;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.geo.Network.Family;
import io.atoll.testkit.property.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against a model that asks every network in turn. */
class IntervalsTest {
  private static final int NETWORKS_MAX = 20;
  private static final int PROBES = 50;

  /** Few values and few distinct bits, so that networks nest and neighbour each other. */
  private static List<Network> networks(RandomGenerator random, Family family) {
    List<Network> networks = new ArrayList<>();
    for (int i = random.nextInt(1, NETWORKS_MAX); i > 0; i--) {
      networks.add(address(random, family).widen(random.nextInt(1, family.bits() + 1)));
    }
    return networks.stream().distinct().toList();
  }

  private static Network address(RandomGenerator random, Family family) {
    byte[] bytes = new byte[family.bits() / Byte.SIZE];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 0);
    }
    return Network.of(bytes, family.bits());
  }

  private static int model(List<Network> networks, Network address) {
    int best = Intervals.NONE;
    for (int i = 0; i < networks.size(); i++) {
      boolean longer =
          best == Intervals.NONE || networks.get(i).length() > networks.get(best).length();
      if (networks.get(i).contains(address) && longer) {
        best = i;
      }
    }
    return best;
  }

  @Test
  void everyAddressHasTheValueOfItsLongestPrefix() {
    Property.forAll(
        1,
        500,
        random -> {
          Family family = random.nextBoolean() ? Family.IPV4 : Family.IPV6;
          List<Network> networks = networks(random, family);
          AddressMap map = AddressMap.of(networks, i -> i);
          for (int i = 0; i < PROBES; i++) {
            Network address = address(random, family);
            assertThat(map.value(address)).isEqualTo(model(networks, address));
          }
          for (Network network : networks) {
            Network first = Network.of(network.bytes(), family.bits());
            assertThat(map.value(network)).isEqualTo(model(networks, first));
          }
        });
  }

  @Test
  void aScopeIsTheWidestPrefixWithOneValue() {
    Property.forAll(
        2,
        500,
        random -> {
          Family family = random.nextBoolean() ? Family.IPV4 : Family.IPV6;
          AddressMap map = AddressMap.of(networks(random, family), i -> i % 3).filled(0);
          Network address = address(random, family);
          int scope = map.scope(address);
          assertThat(isUniform(map, address.widen(scope))).as(address + "/" + scope).isTrue();
          if (scope > 0) {
            assertThat(isUniform(map, address.widen(scope - 1))).isFalse();
          }
        });
  }

  /** The last address of a network lies in the same interval as its first. */
  private static boolean isUniform(AddressMap map, Network network) {
    Intervals intervals = map.of(network.family());
    long high = network.high() | ~Network.highMask(network.length());
    long low = network.low() | ~Network.lowMask(network.length());
    return intervals.find(network.high(), network.low()) == intervals.find(high, low);
  }

  @Test
  void fillingChangesNoKnownValueAndLeavesNothingUnknown() {
    Property.forAll(
        3,
        500,
        random -> {
          List<Network> networks = networks(random, Family.IPV4);
          AddressMap map = AddressMap.of(networks, i -> i);
          AddressMap filled = map.filled(99);
          assertThat(filled.ipv6().value(0)).isEqualTo(99);
          for (int i = 0; i < PROBES; i++) {
            Network address = address(random, Family.IPV4);
            int before = map.value(address);
            assertThat(filled.value(address)).isNotEqualTo(Intervals.NONE);
            if (before != Intervals.NONE) {
              assertThat(filled.value(address)).isEqualTo(before);
            }
          }
        });
  }

  @Test
  void aGapIsPartedWhereTheFewestBitsTell() {
    AddressMap map =
        AddressMap.of(
            List.of(Network.parse("10.0.0.0/24"), Network.parse("10.200.7.0/24")), i -> i);
    AddressMap filled = map.filled(0);
    // 10.0.0.0/9 and 10.128.0.0/9 part them; one bit less would hold both.
    assertThat(filled.value(Network.parse("10.127.255.255"))).isZero();
    assertThat(filled.value(Network.parse("10.128.0.0"))).isEqualTo(1);
    assertThat(filled.scope(Network.parse("10.0.0.0/24"))).isEqualTo(9);
    assertThat(filled.scope(Network.parse("10.200.7.0/24"))).isEqualTo(9);
  }

  @Test
  void anIntervalIsMadeOfAsFewPrefixesAsCanBe() {
    List<Network> networks =
        List.of(
            Network.parse("0.0.0.0/0"),
            Network.parse("64.0.0.0/2"),
            Network.parse("192.0.2.128/25"));
    Intervals map = AddressMap.of(networks, i -> i).ipv4();
    // 0/2; 64/2; 128/2, 192.0.0/23 and half of 192.0.2/24; the other half; 192.0.3/24, 192.0.4/22
    // and one of each length from there up to 193/3.
    assertThat(prefixes(map, 24)).containsExactly(1L, 1L, 1L + 2, 1L, 21L);
    assertThat(map.prefixes(1, 24, true)).isEqualTo(1 << 22);
    assertThat(prefixes(Intervals.of(1), 24)).containsExactly(1L);
    assertThat(prefixes(Intervals.of(1), 56)).containsExactly(1L);
  }

  private static List<Long> prefixes(Intervals map, int longest) {
    return IntStream.range(0, map.size()).mapToObj(i -> map.prefixes(i, longest, false)).toList();
  }
}
