package io.atoll.replication.apply;

import io.atoll.core.region.RegionId;
import io.atoll.core.time.WallClock;
import io.atoll.replication.cell.Outcome;
import io.atoll.replication.conflict.Conflict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The meters that all appliers of a replicator share; docs/metrics.md says what each means. */
final class ApplierMetrics {
  final MeterRegistry registry;
  final Counter refused;
  final Counter late;
  final Counter loads;
  final Timer flushes;
  private final Counter remembered;
  private final Counter asked;
  private final Timer own;
  private final Timer others;
  private final LinkLags lags;
  private final Map<Came, Counter> applied = new ConcurrentHashMap<>();
  private final WallClock wall;

  /** An origin's operations with one outcome. */
  private record Came(RegionId origin, Outcome outcome) {}

  ApplierMetrics(MeterRegistry registry, WallClock wall) {
    this.registry = registry;
    this.wall = wall;
    refused = Counter.builder("atoll_replication_refused").register(registry);
    late = Counter.builder("atoll_replication_invalidations_late").register(registry);
    loads = Counter.builder("atoll_replication_loads").register(registry);
    flushes = Timer.builder("atoll_replication_state_flush").register(registry);
    remembered = cells("memory");
    asked = cells("redis");
    own = visible("own");
    others = visible("other");
    lags = new LinkLags(registry, System::nanoTime);
  }

  private Counter cells(String from) {
    return Counter.builder("atoll_replication_cells").tag("from", from).register(registry);
  }

  /** A batch's cells were found. */
  void found(int inMemory, int inRedis) {
    remembered.increment(inMemory);
    asked.increment(inRedis);
  }

  private Timer visible(String origin) {
    return Timer.builder("atoll_replication_visible")
        .tag("origin", origin)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(30))
        .register(registry);
  }

  /** An operation was applied. */
  void applied(Judged judged) {
    applied
        .computeIfAbsent(
            new Came(judged.at().incarnation().region(), judged.outcome()),
            came ->
                Counter.builder("atoll_replication_applied")
                    .tag("origin", came.origin().value())
                    .tag("outcome", came.outcome().name().toLowerCase(Locale.ROOT))
                    .register(registry))
        .increment();
  }

  /** A concurrent write lost. */
  void conflict(Conflict conflict) {
    Counter.builder("atoll_replication_conflicts")
        .tag("origin", conflict.loss().loser().incarnation().region().value())
        .tag("reason", conflict.reason().name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  /** An operation of this region is visible to all its edges. */
  void ownVisible(Judged judged) {
    own.record(sinceStamp(judged));
  }

  /** An operation of another region is visible to all edges of this one. */
  void otherVisible(Judged judged) {
    Duration taken = sinceStamp(judged);
    others.record(taken);
    lags.visible(judged.at(), taken.toMillis());
  }

  LinkLags lags() {
    return lags;
  }

  /** By two clocks: none may run backwards in a histogram. */
  private Duration sinceStamp(Judged judged) {
    return Duration.ofMillis(Math.max(0, wall.millis() - judged.carried().millis()));
  }
}
