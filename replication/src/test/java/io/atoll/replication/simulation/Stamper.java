package io.atoll.replication.simulation;

import io.atoll.core.time.HybridClock;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.core.time.WallClock;
import java.time.Duration;
import java.util.Optional;

/** Who stamps writes: the region's clock in its view, or an edge's own while the view is away. */
@FunctionalInterface
interface Stamper {
  /** More than clocks in this world are ever apart. */
  Duration SKEW_MAX = Duration.ofSeconds(30);

  /** A timestamp after this one; empty: refused, it is too far ahead. */
  Optional<HybridTimestamp> stamp(HybridTimestamp seen);

  /** The real thing. */
  static Stamper hybrid(WallClock wall) {
    HybridClock clock = new HybridClock(wall, SKEW_MAX);
    return seen -> clock.observe(seen) ? Optional.of(clock.now()) : Optional.empty();
  }
}
