package io.atoll.replication.apply;

import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long other regions' operations take to be visible here, by the region they are of and the
 * partition: as a metric, and lately. Safe for use by many threads.
 */
final class LinkLags {
  /** From a network's round trip to what people call an outage. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofHours(1)
  };

  private final MeterRegistry registry;
  private final MonotonicClock clock;
  private final Map<Link, Lag> lags = new ConcurrentHashMap<>();

  private record Link(RegionId source, int partition) {}

  private record Lag(Timer all, RecentLag recent) {}

  LinkLags(MeterRegistry registry, MonotonicClock clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** An operation is visible, this long after it was made. */
  void visible(Position at, long millis) {
    Lag lag =
        lags.computeIfAbsent(new Link(at.incarnation().region(), at.partition()), this::begin);
    lag.all().record(Duration.ofMillis(millis));
    lag.recent().record(millis);
  }

  private Lag begin(Link link) {
    Timer all =
        Timer.builder("atoll_replication_link_visible")
            .tag("source", link.source().value())
            .tag("partition", Integer.toString(link.partition()))
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    return new Lag(all, new RecentLag(clock));
  }

  /** By source, for one partition; sources of which nothing ever came are left out. */
  SortedMap<RegionId, RecentLag.Summary> recent(int partition) {
    SortedMap<RegionId, RecentLag.Summary> recent = new TreeMap<>();
    lags.forEach((link, lag) -> {
      if (link.partition() == partition) {
        recent.put(link.source(), lag.recent().summary());
      }
    });
    return recent;
  }
}
