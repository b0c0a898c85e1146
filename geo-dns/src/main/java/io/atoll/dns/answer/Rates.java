package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often each region is given, from what counters said at two times.
 *
 * @param counts at the first of them
 * @param at when that was, in nanoseconds of a clock that never goes back
 */
record Rates(SortedMap<RegionId, Double> counts, long at) {
  private static final double SECOND = 1e9;

  Rates {
    counts = new TreeMap<>(counts);
  }

  Duration age(long now) {
    return Duration.ofNanos(now - at);
  }

  /** Answers a second since then. */
  Map<RegionId, Double> until(SortedMap<RegionId, Double> later, long now) {
    Map<RegionId, Double> rates = new HashMap<>();
    later.forEach((region, count) ->
        rates.put(region, (count - counts.getOrDefault(region, 0.0)) * SECOND / (now - at)));
    return rates;
  }
}
