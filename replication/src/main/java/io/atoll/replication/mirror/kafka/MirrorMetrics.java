package io.atoll.replication.mirror.kafka;

import io.atoll.replication.mirror.LinkProgress;
import io.atoll.replication.mirror.LinkState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/** The meters of one link; docs/metrics.md says what each means. */
final class MirrorMetrics {
  final Counter records;
  final Counter duplicates;
  final Counter healed;
  final Counter sessions;
  final Timer commit;

  MirrorMetrics(MeterRegistry registry, MirrorLinkConfig config, LinkProgress progress) {
    Tags tags = Tags.of("source", config.source().value());
    records = Counter.builder("atoll_mirror_records").tags(tags).register(registry);
    duplicates = Counter.builder("atoll_mirror_duplicates").tags(tags).register(registry);
    healed = Counter.builder("atoll_mirror_healed").tags(tags).register(registry);
    sessions = Counter.builder("atoll_mirror_sessions").tags(tags).register(registry);
    commit =
        Timer.builder("atoll_mirror_commit")
            .tags(tags)
            .publishPercentileHistogram()
            .register(registry);
    if (config.hasLog()) {
      gauges(registry, tags, progress);
      for (int partition = 0; partition < config.partitions(); partition++) {
        lag(registry, tags, progress, partition);
      }
    }
  }

  private static void lag(MeterRegistry registry, Tags link, LinkProgress progress, int partition) {
    Tags tags = link.and("partition", Integer.toString(partition));
    Gauge.builder("atoll_mirror_lag_records", () -> progress.lagRecords(partition))
        .tags(tags)
        .register(registry);
    Gauge.builder("atoll_mirror_lag_seconds", () -> progress.lagMillis(partition) / 1e3)
        .tags(tags)
        .register(registry);
  }

  private static void gauges(MeterRegistry registry, Tags tags, LinkProgress progress) {
    Gauge.builder("atoll_mirror_closed", progress::closedLives).tags(tags).register(registry);
    Gauge.builder("atoll_mirror_partitions_halted", () -> progress.status().halted())
        .tags(tags)
        .register(registry);
    Gauge.builder(
            "atoll_mirror_running", () -> progress.status().state() == LinkState.RUNNING ? 1 : 0)
        .tags(tags)
        .register(registry);
  }
}
