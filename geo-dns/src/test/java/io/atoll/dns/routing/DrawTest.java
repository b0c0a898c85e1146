package io.atoll.dns.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A hundred thousand networks of clients, divided among three regions. */
class DrawTest {
  private static final int CLIENTS = 100_000;

  /** Five times the standard deviation of a share of one half. */
  private static final double CHANCE = 0.008;

  private static RegionId[] given(RoutingTable table, Map<RegionId, Integer> weights) {
    Routing routing = Routing.NONE.follow(table);
    Policy policy = Policy.of("shares", new Order.Weighted(weights), List.of());
    Choice choice = routing.choice(policy, Viewpoint.at(Tables.LONDON));
    RegionId[] given = new RegionId[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
      // Neighbouring networks of 24 bits.
      given[i] = routing.targets().get(choice.target((0x51000000L + (i << 8)) << 32)).region();
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

  private static final Map<RegionId, Integer> WEIGHTS =
      Map.of(Tables.EU_WEST, 50, Tables.US_EAST, 30, Tables.AP_NORTHEAST, 20);

  @Test
  void clientsAreDividedByWeight() {
    RegionId[] given = given(Tables.allUp(1), WEIGHTS);
    WEIGHTS.forEach((region, weight) ->
        assertThat(share(given, region))
            .as(region.value())
            .isCloseTo(weight / 100.0, within(CHANCE)));
  }

  @Test
  void aRegionsOwnWeightIsTheShareThatItTakesOfItsDue() {
    RegionId[] given =
        given(
            Tables.changed(1, Map.of(Tables.EU_WEST, region -> Tables.weighing(region, 50))),
            WEIGHTS);
    assertThat(share(given, Tables.EU_WEST)).isCloseTo(25 / 75.0, within(CHANCE));
    assertThat(share(given, Tables.US_EAST)).isCloseTo(30 / 75.0, within(CHANCE));
  }

  @Test
  void whenARegionLeavesOnlyItsClientsMoveAndAreDividedByTheWeightsOfTheOthers() {
    RegionId[] before = given(Tables.allUp(1), WEIGHTS);
    RegionId[] after = given(Tables.with(1, Map.of(Tables.EU_WEST, RegionState.DOWN)), WEIGHTS);
    for (int i = 0; i < CLIENTS; i++) {
      if (!before[i].equals(Tables.EU_WEST)) {
        assertThat(after[i]).isEqualTo(before[i]);
      }
    }
    assertThat(share(after, Tables.US_EAST)).isCloseTo(0.6, within(CHANCE));
  }

  @Test
  void whenAWeightGrowsClientsMoveToThatRegionOnly() {
    RegionId[] before = given(Tables.allUp(1), WEIGHTS);
    RegionId[] after =
        given(
            Tables.allUp(1),
            Map.of(Tables.EU_WEST, 60, Tables.US_EAST, 30, Tables.AP_NORTHEAST, 20));
    for (int i = 0; i < CLIENTS; i++) {
      if (!after[i].equals(before[i])) {
        assertThat(after[i]).isEqualTo(Tables.EU_WEST);
      }
    }
    assertThat(share(after, Tables.EU_WEST)).isCloseTo(60 / 110.0, within(CHANCE));
  }

  @Test
  void regionsWithoutAWeightAreGivenOnlyWhenNoOtherServes() {
    Map<RegionId, Integer> one = Map.of(Tables.US_EAST, 1);
    assertThat(given(Tables.allUp(1), one)).containsOnly(Tables.US_EAST);
    assertThat(given(Tables.with(1, Map.of(Tables.US_EAST, RegionState.DOWN)), one))
        .containsOnly(Tables.EU_WEST);
  }
}
