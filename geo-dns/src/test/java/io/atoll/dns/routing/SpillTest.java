package io.atoll.dns.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** eu-west can bear 1,000 answers a second. */
class SpillTest {
  private static final Map<RegionId, Integer> CAPACITY = Map.of(Tables.EU_WEST, 1_000);

  private static Spill after(Spill spill, double rate) {
    RoutingTable shown = spill.shown(Tables.allUp(1));
    return spill.follow(CAPACITY, Load.of(Map.of(Tables.EU_WEST, rate), shown), shown);
  }

  private static int weight(RoutingTable table) {
    return Objects.requireNonNull(table.regions().get(Tables.EU_WEST)).weight();
  }

  @Test
  void nobodySpillsOverWhileARegionBearsWhatComes() {
    Spill spill = after(Spill.NONE, 1_000);
    assertThat(spill).isEqualTo(Spill.NONE);
    assertThat(spill.shown(Tables.allUp(1))).isEqualTo(Tables.allUp(1));
  }

  @Test
  void aRegionTakesTheShareThatItCanBearAndItsNeighboursTheRest() {
    Spill spill = after(Spill.NONE, 4_000);
    RoutingTable shown = spill.shown(Tables.allUp(1));
    assertThat(weight(shown)).isEqualTo(25);
    Choice choice = Routing.NONE.follow(shown).choice(Tables.LONDON);
    int kept = 0;
    for (int i = 0; i < 10_000; i++) {
      RegionId given =
          Routing.NONE.follow(shown).targets().get(choice.target((long) i << 40)).region();
      kept += given.equals(Tables.EU_WEST) ? 1 : 0;
      assertThat(given).isIn(Tables.EU_WEST, Tables.US_EAST);
    }
    assertThat(kept).isBetween(2_300, 2_700);
  }

  @Test
  void nameServersThatSentOtherSharesOfTheirUsersAgreeOnHowManyThereAre() {
    RoutingTable all = Tables.allUp(1);
    Spill before = after(Spill.NONE, 4_000);
    // A thousand of one that sends all of its users there, as many of one that sends a quarter.
    Load together = loadOf(1_000, all).plus(loadOf(1_000, before.shown(all))).plus(loadOf(0, all));
    assertThat(together).isEqualTo(new Load(2_000, 5_000));
    for (Spill spill : List.of(Spill.NONE, before)) {
      assertThat(spill.follow(CAPACITY, Map.of(Tables.EU_WEST, together), all).shares())
          .containsEntry(Tables.EU_WEST, 20);
    }
  }

  private static Load loadOf(double rate, RoutingTable shown) {
    return Objects.requireNonNull(Load.of(Map.of(Tables.EU_WEST, rate), shown).get(Tables.EU_WEST));
  }

  @Test
  void itStaysSoWhileAsManyComeAndEndsWhenFewerDo() {
    Spill spill = after(Spill.NONE, 4_000);
    // A quarter of 4,000, then of what is a little more, a little less, and little.
    assertThat(after(spill, 1_000)).isEqualTo(spill);
    assertThat(weight(after(spill, 1_050).shown(Tables.allUp(1)))).isEqualTo(23);
    assertThat(after(spill, 960)).isEqualTo(spill);
    assertThat(weight(after(spill, 500).shown(Tables.allUp(1)))).isEqualTo(50);
    assertThat(after(spill, 100)).isEqualTo(Spill.NONE);
  }

  @Test
  void aRegionThatIsNearlyOverrunStillTakesSome() {
    assertThat(after(Spill.NONE, 1e9).shares()).containsEntry(Tables.EU_WEST, 1);
  }

  @Test
  void whatAnOperatorTakesAwayStaysTakenAway() {
    Spill spill = after(Spill.NONE, 2_000);
    RoutingTable less =
        Tables.changed(2, Map.of(Tables.EU_WEST, region -> Tables.weighing(region, 10)));
    assertThat(weight(spill.shown(less))).isEqualTo(10);
    RoutingTable drained = Tables.with(2, Map.of(Tables.EU_WEST, RegionState.DRAINED));
    assertThat(spill.shown(drained).regions().values())
        .anySatisfy(region -> assertThat(region.state()).isEqualTo(RegionState.DRAINED));
    assertThat(spill.follow(CAPACITY, Map.of(), drained)).isEqualTo(Spill.NONE);
  }
}
