package io.atoll.cli.platform;

import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How far regions are from each other. */
enum WanProfile {
  /** Round trips as the public clouds measure them between such places. */
  DEFAULT {
    @Override
    Duration roundTrip(RegionId from, RegionId to) {
      return ROUND_TRIPS.getOrDefault(Set.of(from.value(), to.value()), OTHERWISE);
    }
  },
  /** Everything next door; the proxies are still there, and can be cut. */
  NONE {
    @Override
    Duration roundTrip(RegionId from, RegionId to) {
      return Duration.ZERO;
    }
  };

  private static final Duration OTHERWISE = Duration.ofMillis(100);
  private static final Map<Set<String>, Duration> ROUND_TRIPS =
      Map.of(
          Set.of("us-east", "eu-west"), Duration.ofMillis(76),
          Set.of("us-east", "ap-northeast"), Duration.ofMillis(150),
          Set.of("eu-west", "ap-northeast"), Duration.ofMillis(170));

  /** As it is named on the command line. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  abstract Duration roundTrip(RegionId from, RegionId to);

  /** One way: half of the round trip. */
  Duration oneWay(RegionId from, RegionId to) {
    return roundTrip(from, to).dividedBy(2);
  }
}
