package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Until when resolvers may keep an answer that names a region, by the answers that were really
 * given: a region whose last answer has run out has no users left that go by it. Looks at counters
 * every now and then, so that giving an answer costs nothing more; what it says is late by the time
 * between two looks at most, never early.
 */
final class Kept {
  /** Answers of whoever ran here before may be kept too. */
  private final long startedAt;

  private final Map<RegionId, Seen> regions = new ConcurrentHashMap<>();
  private volatile Duration longest = Duration.ZERO;

  /**
   * @param count of answers given
   * @param until when the last has run out
   */
  private record Seen(double count, long until) {}

  Kept(long now) {
    this.startedAt = now;
  }

  /**
   * Looks at what was given since the last time.
   *
   * @param counts of answers so far, by region
   * @param ttl the longest of any routed answer since then
   */
  void look(SortedMap<RegionId, Double> counts, Duration ttl, long now) {
    if (ttl.compareTo(longest) > 0) {
      longest = ttl;
    }
    counts.forEach((region, count) ->
        regions.compute(
            region,
            (_, seen) -> {
              if (seen == null) {
                long from = count > 0 ? now : startedAt;
                return new Seen(count, from + ttl.toNanos());
              }
              long until = Math.max(seen.until - now, ttl.toNanos()) + now;
              return count > seen.count ? new Seen(count, until) : seen;
            }));
  }

  /** How long answers that name a region may still be kept; zero if all have run out. */
  Duration left(RegionId region, long now) {
    Seen seen = regions.get(region);
    long until = seen == null ? startedAt + longest.toNanos() : seen.until;
    return Duration.ofNanos(Math.max(0, until - now));
  }
}
