package io.atoll.dns.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.atoll.core.region.RegionId;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Londoners, whose regions are eu-west, then us-east, then ap-northeast. */
class LadderTest {
  private static final int CLIENTS = 100_000;

  private static Routing weighing(Map<RegionId, Integer> weights) {
    return Routing.NONE.follow(
        Tables.changed(
            1,
            weights.entrySet().stream()
                .collect(
                    HashMap::new,
                    (changes, entry) ->
                        changes.put(
                            entry.getKey(), region -> Tables.weighing(region, entry.getValue())),
                    Map::putAll)));
  }

  private static RegionId[] given(Routing routing) {
    Choice ladder = routing.choice(Tables.LONDON);
    RegionId[] given = new RegionId[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
      // Neighbouring networks of 24 bits.
      given[i] = routing.targets().get(ladder.target((0x51000000L + (i << 8)) << 32)).region();
    }
    return given;
  }

  private static double share(RegionId[] given, RegionId region) {
    int count = 0;
    for (RegionId one : given) {
      count += one.equals(region) ? 1 : 0;
    }
    return (double) count / CLIENTS;
  }

  @Test
  void aFullWeightIsOneStep() {
    assertThat(weighing(Map.of()).choice(Tables.LONDON).isSure()).isTrue();
  }

  @Test
  void ofAHundredThousandClientsEachRegionTakesItsWeight() {
    RegionId[] given = given(weighing(Map.of(Tables.EU_WEST, 60, Tables.US_EAST, 50)));
    assertThat(share(given, Tables.EU_WEST)).isCloseTo(0.6, within(0.01));
    assertThat(share(given, Tables.US_EAST)).isCloseTo(0.2, within(0.01));
    assertThat(share(given, Tables.AP_NORTHEAST)).isCloseTo(0.2, within(0.01));
  }

  @Test
  void aStepInWeightMovesOnlyThatManyAndOnlyAway() {
    RegionId[] before = given(weighing(Map.of(Tables.EU_WEST, 60)));
    RegionId[] after = given(weighing(Map.of(Tables.EU_WEST, 50)));
    int moved = 0;
    for (int i = 0; i < CLIENTS; i++) {
      if (!before[i].equals(after[i])) {
        assertThat(before[i]).isEqualTo(Tables.EU_WEST);
        moved++;
      }
    }
    assertThat((double) moved / CLIENTS).isCloseTo(0.1, within(0.01));
  }

  @Test
  void whereNoRegionTakesAllTheNearestTakesTheRest() {
    RegionId[] given =
        given(weighing(Map.of(Tables.EU_WEST, 50, Tables.US_EAST, 50, Tables.AP_NORTHEAST, 50)));
    assertThat(share(given, Tables.EU_WEST)).isCloseTo(0.625, within(0.01));
    assertThat(share(given, Tables.US_EAST)).isCloseTo(0.25, within(0.01));
    assertThat(share(given, Tables.AP_NORTHEAST)).isCloseTo(0.125, within(0.01));
  }
}
