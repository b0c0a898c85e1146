package io.atoll.dns.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RampTest {
  private static final Duration PACE = Duration.ofSeconds(100);
  private static final int CLIENTS = 100_000;
  private static final Coordinates NEW_YORK = new Coordinates(40.71, -74.01);
  private static final RoutingTable ALL = Tables.allUp(1);
  private static final RoutingTable DRAINED =
      Tables.with(2, Map.of(Tables.EU_WEST, RegionState.DRAINED));
  private static final RoutingTable DOWN = Tables.with(2, Map.of(Tables.EU_WEST, RegionState.DOWN));

  private final Ramp start = Ramp.START.follow(ALL, 0, PACE);

  private static long at(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  /** Who is sent where: for each of many clients of a place, the region. */
  private static RegionId[] regions(RoutingTable shown, Coordinates place) {
    Routing routing = Routing.NONE.adjust(shown);
    Choice ladder = routing.choice(place);
    SplittableRandom random = new SplittableRandom(1);
    RegionId[] regions = new RegionId[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
      long prefix = random.nextLong() & 0xffffff0000000000L;
      regions[i] = routing.targets().get(ladder.target(prefix)).region();
    }
    return regions;
  }

  private static double share(RegionId[] regions, RegionId of) {
    return (double) List.of(regions).stream().filter(of::equals).count() / regions.length;
  }

  private static Ramp.Share europe(Ramp ramp) {
    return Objects.requireNonNull(ramp.shares().get(Tables.EU_WEST));
  }

  @Test
  void whatIsSeenFirstIsTakenAsItIs() {
    assertThat(start.isMoving(0)).isFalse();
    assertThat(start.shown(ALL, 0)).isEqualTo(ALL);
    Ramp drained = Ramp.START.follow(DRAINED, 0, PACE);
    assertThat(drained.shown(DRAINED, 0)).isEqualTo(DRAINED);
  }

  /** Of a hundred thousand clients, a percent a second, each but once, and nobody else at all. */
  @Test
  void aDrainedRegionsUsersLeaveAtTheSetPaceAndNobodyElseMoves() {
    Ramp ramp = start.follow(DRAINED, 0, PACE);
    RegionId[] elsewhere = regions(ALL, NEW_YORK);
    RegionId[] before = regions(ALL, Tables.LONDON);
    assertThat(share(before, Tables.EU_WEST)).isEqualTo(1);
    for (int second = 0; second <= 100; second++) {
      RoutingTable shown = ramp.shown(DRAINED, at(second));
      RegionId[] now = regions(shown, Tables.LONDON);
      assertThat(share(now, Tables.EU_WEST)).isCloseTo(1 - second / 100.0, within(0.005));
      for (int client = 0; client < CLIENTS; client++) {
        boolean cameBack =
            now[client].equals(Tables.EU_WEST) && !before[client].equals(Tables.EU_WEST);
        if (cameBack) {
          throw new AssertionError("client %d came back at %d s".formatted(client, second));
        }
      }
      assertThat(regions(shown, NEW_YORK)).isEqualTo(elsewhere);
      before = now;
    }
    assertThat(ramp.isMoving(at(99))).isTrue();
    assertThat(ramp.isMoving(at(100))).isFalse();
    assertThat(ramp.shown(DRAINED, at(100))).isEqualTo(DRAINED);
  }

  @Test
  void aRestoredRegionsUsersComeBackAtTheSetPace() {
    Ramp drained = start.follow(DRAINED, 0, PACE);
    Ramp back = drained.follow(Tables.allUp(3), at(200), PACE);
    for (int second : List.of(0, 1, 25, 50, 99, 100)) {
      RegionId[] now = regions(back.shown(Tables.allUp(3), at(200 + second)), Tables.LONDON);
      assertThat(share(now, Tables.EU_WEST)).isCloseTo(second / 100.0, within(0.005));
    }
  }

  @Test
  void aDrainThatIsTakenBackTurnsRoundWhereItStands() {
    Ramp half = start.follow(DRAINED, 0, PACE);
    Ramp back = half.follow(Tables.allUp(3), at(50), PACE);
    assertThat(europe(back).at(at(50))).isEqualTo(50);
    assertThat(back.isMoving(at(99))).isTrue();
    assertThat(back.isMoving(at(100))).isFalse();
  }

  @Test
  void aTableThatChangesNothingOfARegionLeavesItsWayAlone() {
    Ramp half = start.follow(DRAINED, 0, PACE);
    Ramp on =
        half.follow(Tables.with(3, Map.of(Tables.EU_WEST, RegionState.DRAINED)), at(50), PACE);
    assertThat(on.shares()).isEqualTo(half.shares());
  }

  @Test
  void aRegionThatFailsIsLeftOutAtOnceAlsoWhileItIsLeaving() {
    Ramp failed = start.follow(DOWN, at(10), PACE);
    assertThat(failed.isMoving(at(10))).isFalse();
    assertThat(failed.shown(DOWN, at(10))).isEqualTo(DOWN);
    Ramp leaving = start.follow(DRAINED, 0, PACE);
    RoutingTable dead =
        Tables.changed(
            3,
            Map.of(
                Tables.EU_WEST,
                region ->
                    Tables.inState(
                        Tables.withEdges(region, List.of(Tables.edge(Tables.EU_WEST, 1, false))),
                        RegionState.DRAINED)));
    Ramp out = leaving.follow(dead, at(10), PACE);
    assertThat(share(regions(out.shown(dead, at(10)), Tables.LONDON), Tables.EU_WEST)).isZero();
  }

  @Test
  void aRegionThatComesBackFromTheDeadIsFilledAtTheSetPace() {
    Ramp back = start.follow(DOWN, 0, PACE).follow(Tables.allUp(3), at(10), PACE);
    assertThat(europe(back).at(at(40))).isEqualTo(30);
  }

  @Test
  void aChangeOfWeightMovesNoMoreThanTheDifference() {
    RoutingTable half =
        Tables.changed(2, Map.of(Tables.EU_WEST, region -> Tables.weighing(region, 50)));
    Ramp ramp = start.follow(half, 0, PACE);
    assertThat(europe(ramp).at(at(25))).isEqualTo(75);
    assertThat(ramp.isMoving(at(50))).isFalse();
  }

  @Test
  void withoutAPaceEverythingMovesAtOnce() {
    Ramp ramp = start.follow(DRAINED, 0, Duration.ZERO);
    assertThat(ramp.isMoving(0)).isFalse();
    assertThat(ramp.shown(DRAINED, 0)).isEqualTo(DRAINED);
  }

  @Test
  void ifAllRegionsComeBackAtOnceUsersStillGoToTheNearest() {
    RoutingTable none =
        Tables.with(
            2,
            Map.of(
                Tables.EU_WEST, RegionState.DOWN,
                Tables.US_EAST, RegionState.DOWN,
                Tables.AP_NORTHEAST, RegionState.DOWN));
    RoutingTable all = Tables.allUp(3);
    Ramp back = start.follow(none, 0, PACE).follow(all, at(10), PACE);
    Routing routing = Routing.NONE.follow(ALL).follow(none).adjust(back.shown(all, at(10)));
    assertThat(routing.nearest(Tables.LONDON).orElseThrow().region()).isEqualTo(Tables.EU_WEST);
    RegionId[] soon = regions(back.shown(all, at(12)), Tables.LONDON);
    assertThat(share(soon, Tables.EU_WEST)).isGreaterThan(0.9);
  }
}
