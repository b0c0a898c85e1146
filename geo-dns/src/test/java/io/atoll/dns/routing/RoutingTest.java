package io.atoll.dns.routing;

import static io.atoll.dns.routing.Tables.AP_NORTHEAST;
import static io.atoll.dns.routing.Tables.EU_WEST;
import static io.atoll.dns.routing.Tables.LONDON;
import static io.atoll.dns.routing.Tables.US_EAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.EdgeEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {
  private static final Map<RegionId, RegionState> ALL_DOWN =
      Map.of(US_EAST, RegionState.DOWN, EU_WEST, RegionState.DOWN, AP_NORTHEAST, RegionState.DOWN);
  private static final Map<RegionId, RegionState> ALL_DRAINED =
      Map.of(
          US_EAST, RegionState.DRAINED,
          EU_WEST, RegionState.DRAINED,
          AP_NORTHEAST, RegionState.DRAINED);

  @ParameterizedTest
  @CsvSource({
    "London,       51.51,   -0.13, eu-west",
    "Johannesburg, -26.20,  28.05, eu-west",
    "New York,     40.71,  -74.01, us-east",
    "Sao Paulo,    -23.55, -46.63, us-east",
    "Tokyo,        35.68,  139.69, ap-northeast",
    "Sydney,       -33.87, 151.21, ap-northeast",
    "Suva,         -18.14, 178.44, ap-northeast"
  })
  void theNearestRegionIsGiven(String city, double latitude, double longitude, String region) {
    assertThat(given(Routing.NONE.follow(Tables.allUp(1)), new Coordinates(latitude, longitude)))
        .as(city)
        .isEqualTo(RegionId.of(region));
  }

  @Test
  void usersOfARegionThatIsOutGoToTheNextNearest() {
    for (RegionState out : List.of(RegionState.DOWN, RegionState.DRAINED, RegionState.RECOVERING)) {
      Routing routing = Routing.NONE.follow(Tables.with(1, Map.of(EU_WEST, out)));
      assertThat(given(routing, LONDON)).as("%s", out).isEqualTo(US_EAST);
    }
  }

  @Test
  void onlyHealthyEdgesAreGiven() {
    List<EdgeEntry> edges = List.of(Tables.edge(EU_WEST, 1, false), Tables.edge(EU_WEST, 2, true));
    Routing routing =
        Routing.NONE.follow(
            Tables.changed(1, Map.of(EU_WEST, region -> Tables.withEdges(region, edges))));
    assertThat(routing.nearest(LONDON).orElseThrow().edges()).containsExactly(edges.get(1));
  }

  @Test
  void rankingNamesEveryRegionTheGivenOneFirstAndSaysWhyOthersAreNot() {
    Routing routing =
        Routing.NONE.follow(
            Tables.changed(
                1,
                Map.of(
                    EU_WEST, region -> Tables.weighing(region, 0),
                    US_EAST, region -> Tables.inState(region, RegionState.DRAINED))));
    assertThat(
            routing.rank(
                Policy.NEAREST, Viewpoint.at(LONDON), routing.nearest(LONDON).map(Target::region)))
        .extracting(candidate -> candidate.region().id(), Candidate::fitness, Candidate::given)
        .containsExactly(
            tuple(AP_NORTHEAST, Fitness.SERVES, true),
            tuple(EU_WEST, Fitness.WITHOUT_WEIGHT, false),
            tuple(US_EAST, Fitness.DRAINED, false));
  }

  @Test
  void anOlderTableChangesNothing() {
    Routing held = Routing.NONE.follow(Tables.allUp(2));
    assertThat(held.follow(Tables.with(1, ALL_DOWN))).isSameAs(held);
  }

  @Test
  void whenNoRegionServesTheLastGoodAnswerStands() {
    Routing routing =
        Routing.NONE
            .follow(Tables.with(1, Map.of(EU_WEST, RegionState.DOWN)))
            .follow(Tables.with(2, ALL_DOWN))
            .follow(Tables.with(3, ALL_DOWN));
    assertThat(routing.basis()).isEqualTo(Basis.LAST_GOOD);
    assertThat(given(routing, LONDON)).isEqualTo(US_EAST);
  }

  @Test
  void lastGoodNeverBringsBackWhatAnOperatorHasDrained() {
    Routing routing =
        Routing.NONE
            .follow(Tables.allUp(1))
            .follow(
                Tables.with(
                    2,
                    Map.of(
                        EU_WEST, RegionState.DRAINED,
                        US_EAST, RegionState.DOWN,
                        AP_NORTHEAST, RegionState.DOWN)));
    assertThat(routing.basis()).isEqualTo(Basis.LAST_GOOD);
    assertThat(given(routing, LONDON)).isEqualTo(US_EAST);
  }

  @Test
  void withoutALastGoodTableEveryUndrainedRegionIsBetterThanNobody() {
    Routing routing = Routing.NONE.follow(Tables.with(1, ALL_DOWN));
    assertThat(routing.basis()).isEqualTo(Basis.ALL_UNDRAINED);
    assertThat(given(routing, LONDON)).isEqualTo(EU_WEST);
  }

  @Test
  void evenAPlatformDrainedToTheLastRegionAnswersSomebody() {
    Routing routing = Routing.NONE.follow(Tables.allUp(1)).follow(Tables.with(2, ALL_DRAINED));
    assertThat(routing.basis()).isEqualTo(Basis.ALL);
    assertThat(given(routing, LONDON)).isEqualTo(EU_WEST);
  }

  @Test
  void anExpelledRegionIsNeverAnsweredWhateverElseIsOut() {
    for (RegionState others : List.of(RegionState.UP, RegionState.DOWN, RegionState.DRAINED)) {
      Routing routing =
          Routing.NONE
              .follow(Tables.allUp(1))
              .follow(
                  Tables.with(
                      2,
                      Map.of(
                          EU_WEST, RegionState.EXPELLED,
                          US_EAST, others,
                          AP_NORTHEAST, others)));
      assertThat(given(routing, LONDON)).isEqualTo(US_EAST);
    }
    Routing nobody =
        Routing.NONE
            .follow(Tables.allUp(1))
            .follow(
                Tables.with(
                    2,
                    Map.of(
                        EU_WEST, RegionState.EXPELLED,
                        US_EAST, RegionState.EXPELLED,
                        AP_NORTHEAST, RegionState.EXPELLED)));
    assertThat(nobody.targets()).isEmpty();
  }

  @Test
  void healthReturnsWithTheFirstRegionThatServes() {
    Routing routing =
        Routing.NONE
            .follow(Tables.allUp(1))
            .follow(Tables.with(2, ALL_DOWN))
            .follow(
                Tables.with(3, Map.of(EU_WEST, RegionState.DOWN, US_EAST, RegionState.RECOVERING)));
    assertThat(routing.basis()).isEqualTo(Basis.HEALTH);
    assertThat(given(routing, LONDON)).isEqualTo(AP_NORTHEAST);
  }

  @Test
  void withoutATableNothingIsGiven() {
    assertThat(Routing.NONE.basis()).isEqualTo(Basis.NOTHING);
    assertThat(Routing.NONE.nearest(LONDON)).isEmpty();
    assertThat(Routing.NONE.follow(RoutingTable.NONE)).isSameAs(Routing.NONE);
  }

  @Test
  void aClientOfUnknownPlaceIsAtTheNameServerItReached() {
    Routing routing = Routing.NONE.follow(Tables.allUp(1));
    assertThat(routing.home(AP_NORTHEAST)).contains(new Coordinates(35.68, 139.69));
    assertThat(routing.home(RegionId.of("elsewhere"))).contains(new Coordinates(35.68, 139.69));
    assertThat(Routing.NONE.home(US_EAST)).isEmpty();
  }

  private static RegionId given(Routing routing, Coordinates from) {
    return routing.nearest(from).orElseThrow().region();
  }
}
