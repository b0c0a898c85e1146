package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How often each region is given, by each policy, from what counters said at two times.
 *
 * @param counts at the first of them
 * @param at when that was, in nanoseconds of a clock that never goes back
 */
record Rates(Map<RegionMeters.Key, Double> counts, long at) {
  private static final double SECOND = 1e9;

  Rates {
    counts = Map.copyOf(counts);
  }

  Duration age(long now) {
    return Duration.ofNanos(now - at);
  }

  /** Answers a second since then. */
  Map<RegionMeters.Key, Double> until(Map<RegionMeters.Key, Double> later, long now) {
    Map<RegionMeters.Key, Double> rates = new HashMap<>();
    later.forEach((key, count) ->
        rates.put(key, (count - counts.getOrDefault(key, 0.0)) * SECOND / (now - at)));
    return rates;
  }

  /** The sums of those that count. */
  static SortedMap<RegionId, Double> byRegion(
      Map<RegionMeters.Key, Double> values, Predicate<RegionMeters.Key> counts) {
    SortedMap<RegionId, Double> sums = new TreeMap<>();
    values.forEach((key, value) -> {
      if (counts.test(key)) {
        sums.merge(RegionId.of(key.region()), value, Double::sum);
      }
    });
    return sums;
  }
}
