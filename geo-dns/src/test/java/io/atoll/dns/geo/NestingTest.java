package io.atoll.dns.geo;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.testkit.property.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class NestingTest {
  @Test
  void ofNetworksThatHoldAnAddressTheLongestCountsAndOfEqualOnesTheLast() {
    Property.forAll(
        1,
        300,
        random -> {
          List<Network> networks = new ArrayList<>();
          for (int i = random.nextInt(12); i > 0; i--) {
            networks.add(near(random, random.nextInt(0, 33)));
          }
          AddressMap map = AddressMap.of(networks, i -> i);
          for (int i = 0; i < 50; i++) {
            Network address = near(random, 32);
            assertThat(map.value(address)).isEqualTo(longest(networks, address));
          }
        });
  }

  /** Among few bits, so that many hold each other; at either end of all addresses too. */
  private static Network near(RandomGenerator random, int length) {
    int bits = random.nextInt(16);
    byte[] address = {(byte) (bits << 6), (byte) (random.nextBoolean() ? 0 : -1), 0, (byte) bits};
    return Network.of(Network.of(address, 32).widen(length).bytes(), length);
  }

  private static int longest(List<Network> networks, Network address) {
    int best = Intervals.NONE;
    for (int i = 0; i < networks.size(); i++) {
      boolean longer = best < 0 || networks.get(i).length() >= networks.get(best).length();
      best = networks.get(i).contains(address) && longer ? i : best;
    }
    return best;
  }

  @Test
  void theLastNetworkOfAllAddressesEndsWhereTheyDo() {
    List<Network> networks = List.of(Network.parse("::/0"), Network.parse("ffff::/16"));
    AddressMap map = AddressMap.of(networks, i -> i);
    assertThat(map.value(Network.parse("ffff::1"))).isEqualTo(1);
    assertThat(map.value(Network.parse("fffe::1"))).isZero();
    assertThat(map.value(Network.parse("192.0.2.1"))).isEqualTo(Intervals.NONE);
  }
}
