package io.atoll.edge.write;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What the write path counts. */
public final class WriteMetrics {
  private final MeterRegistry meters;
  private final Counter saved;
  private final Counter ownStamps;
  private final Timer visible;

  public WriteMetrics(MeterRegistry meters) {
    this.meters = meters;
    saved = meters.counter("atoll_edge_writes_saved");
    ownStamps = meters.counter("atoll_edge_own_stamps");
    visible =
        Timer.builder("atoll_edge_visible_wait_seconds")
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                Duration.ofMillis(250),
                Duration.ofMillis(500),
                Duration.ofSeconds(2))
            .register(meters);
  }

  void finished(WriteResult result) {
    if (result instanceof WriteResult.Saved) {
      saved.increment();
    }
  }

  void stampedWithoutRedis() {
    ownStamps.increment();
  }

  void visibleAfter(long nanos) {
    visible.record(Duration.ofNanos(nanos));
  }

  void waiting(WaitingWrites writes) {
    Gauge.builder("atoll_edge_waiting_writes", writes, WaitingWrites::size)
        .strongReference(true)
        .register(meters);
  }
}
