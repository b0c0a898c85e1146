package io.atoll.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.Coordinates;
import io.atoll.core.routing.RegionState;
import io.atoll.dns.geo.AddressMap;
import io.atoll.dns.geo.AutonomousSystems;
import io.atoll.dns.geo.GeoDatabase;
import io.atoll.dns.geo.Intervals;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network;
import io.atoll.dns.geo.Place;
import io.atoll.dns.geo.Prefixes;
import io.atoll.dns.geo.RoundTrips;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.routing.Tables;
import io.atoll.testkit.property.Property;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Against what the place of each client says, over the country database that comes with Atoll. */
class AnswerMapTest {
  private static final Coordinates TOKYO = new Coordinates(35.68, 139.69);
  private static final Network OVERRIDDEN = Network.parse("81.2.69.128/25");
  private static final Locator LOCATOR =
      new Locator(
          new Prefixes<>(List.of(new Prefixes.Entry<>(OVERRIDDEN, TOKYO))), GeoDatabase.bundled());
  private static final Network NEIGHBOUR = Network.parse("81.2.69.0/25");
  private static final Routing ROUTING = Routing.NONE.follow(Tables.allUp(1));
  private static final AddressMap TARGETS = targets(ROUTING);
  private static final int SAMPLES = 200;

  /** With every weight at 100 each ladder has one step. */
  private static AddressMap targets(Routing routing) {
    AnswerMap map = AnswerMap.of(routing, LOCATOR, Policy.NEAREST);
    return map.values()
        .map(value -> value == AnswerMap.BY_RESOLVER ? value : map.choices().get(value).target(0));
  }

  private static Network address(RandomGenerator random) {
    return random.nextBoolean()
        ? new Network(Network.Family.IPV4, random.nextLong() << 32, 0, 32)
        // 2000::/3 is all that was ever given out.
        : new Network(
            Network.Family.IPV6, (random.nextLong() >>> 3) | 1L << 61, random.nextLong(), 128);
  }

  private static int target(Network address) {
    Coordinates place = LOCATOR.locate(address).coordinates();
    return place == null ? Intervals.NONE : ROUTING.choice(place).target(0);
  }

  @Test
  void everyKnownClientIsSentToTheRegionNearestToItsPlace() {
    Property.forAll(
        1,
        20_000,
        random -> {
          Network address = address(random);
          if (LOCATOR.locate(address).source() == Place.Source.DATABASE) {
            assertThat(TARGETS.value(address)).as(address.toString()).isEqualTo(target(address));
          }
        });
  }

  @Test
  void nobodyWithinAScopeWouldBeAnsweredOtherwise() {
    Property.forAll(
        2,
        300,
        random -> {
          Network client = address(random).widen(24);
          int answer = TARGETS.value(client);
          Network scope = client.widen(TARGETS.scope(client));
          for (int i = 0; i < SAMPLES; i++) {
            Network other = within(scope, random);
            assertThat(TARGETS.value(other)).as("%s in %s", other, scope).isEqualTo(answer);
          }
        });
  }

  private static Network within(Network scope, RandomGenerator random) {
    long high = random.nextLong() & ~Network.highMask(scope.length());
    long low = random.nextLong() & ~Network.lowMask(scope.length());
    int bits = scope.family().bits();
    return new Network(
        scope.family(),
        (scope.high() | high) & Network.highMask(bits),
        (scope.low() | low) & Network.lowMask(bits),
        bits);
  }

  @Test
  void anUnknownNetworkHasNeitherAnEmptyScopeNorOneOfItsOwn() {
    for (String unknown : List.of("198.18.0.0/24", "240.0.0.0/24", "4000::/56", "0.0.0.0/24")) {
      Network network = Network.parse(unknown);
      assertThat(TARGETS.value(network)).as(unknown).isBetween(0, 2);
      assertThat(TARGETS.scope(network)).as(unknown).isBetween(1, 24);
    }
  }

  @Test
  void anOverrideWinsAndNarrowsItsNeighbours() {
    assertThat(TARGETS.value(OVERRIDDEN)).isEqualTo(ROUTING.choice(TOKYO).target(0));
    assertThat(TARGETS.scope(OVERRIDDEN)).isEqualTo(25);
    assertThat(TARGETS.value(NEIGHBOUR)).isNotEqualTo(TARGETS.value(OVERRIDDEN));
    assertThat(TARGETS.scope(NEIGHBOUR)).isEqualTo(25);
  }

  @Test
  void withOneRegionLeftOneAnswerHoldsForAllButWhoIsNowhere() {
    Routing one =
        Routing.NONE.follow(
            Tables.with(
                1,
                Map.of(
                    Tables.EU_WEST, RegionState.DOWN, Tables.AP_NORTHEAST, RegionState.DRAINED)));
    AddressMap targets = targets(one);
    // 10.0.0.0/8 and its like are answered by resolver, so they bound the scopes beside them.
    assertThat(targets.ipv4().size()).isLessThan(20);
    assertThat(targets.scope(Network.parse("81.2.69.0/24"))).isLessThan(8);
  }

  @Test
  void withinABudgetOfErrorsCachesKeepFewerAnswers() {
    double budget = 0.001;
    Locator coarse =
        new Locator(
            new Prefixes<>(List.of(new Prefixes.Entry<>(OVERRIDDEN, TOKYO))),
            GeoDatabase.bundled(),
            AutonomousSystems.NONE,
            RoundTrips.NONE,
            budget);
    AnswerMap exactly = AnswerMap.of(ROUTING, LOCATOR, Policy.NEAREST);
    AnswerMap nearly = AnswerMap.of(ROUTING, coarse, Policy.NEAREST);
    for (Network.Family family : Network.Family.values()) {
      assertThat(nearly.networks(family)).isLessThan(exactly.networks(family) * 9 / 10);
      double[] wrong =
          LOCATOR
              .database()
              .of(family)
              .with(
                  nearly.values().of(family),
                  (spot, value) ->
                      spot == Intervals.NONE || value == AnswerMap.BY_RESOLVER
                          ? Intervals.NONE
                          : ROUTING.choice(place(spot)).target(0)
                                  == nearly.choices().get(value).target(0)
                              ? 0
                              : 1)
              .shares(2);
      assertThat(wrong[1] / (wrong[0] + wrong[1])).isPositive().isLessThanOrEqualTo(budget);
    }
    assertThat(nearly.values().value(OVERRIDDEN)).isNotEqualTo(nearly.values().value(NEIGHBOUR));
  }

  private static Coordinates place(int spot) {
    return Objects.requireNonNull(LOCATOR.spots().get(spot).coordinates());
  }
}
