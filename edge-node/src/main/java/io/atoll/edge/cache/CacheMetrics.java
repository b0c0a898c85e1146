package io.atoll.edge.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/** What the cache counts. Every meter is made at the start, so that none costs a search later. */
public final class CacheMetrics {
  private final MeterRegistry meters;
  private final Counter hits;
  private final Counter misses;
  private final Counter collapsed;
  private final Map<LeaseEffect.Reason, Counter> leaseLosses =
      new EnumMap<>(LeaseEffect.Reason.class);

  public CacheMetrics(MeterRegistry meters) {
    this.meters = meters;
    hits = meters.counter("atoll_edge_l1_hits");
    misses = meters.counter("atoll_edge_l1_misses");
    collapsed = meters.counter("atoll_edge_collapsed_reads");
    for (LeaseEffect.Reason reason : LeaseEffect.Reason.values()) {
      String label = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
      leaseLosses.put(reason, meters.counter("atoll_edge_lease_losses", "reason", label));
    }
  }

  void hit() {
    hits.increment();
  }

  void miss() {
    misses.increment();
  }

  void collapsed() {
    collapsed.increment();
  }

  void leaseLost(LeaseEffect.Reason reason) {
    Counter counter = leaseLosses.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  void leasesHeld(IntSupplier held) {
    Gauge.builder("atoll_edge_leases_held", held, IntSupplier::getAsInt)
        .strongReference(true)
        .register(meters);
  }

  void sessionsWaiting(IntSupplier waiting) {
    Gauge.builder("atoll_edge_session_waiting", waiting, IntSupplier::getAsInt)
        .strongReference(true)
        .register(meters);
  }

  void size(L1 l1) {
    Gauge.builder("atoll_edge_l1_bytes", l1, L1::bytes).strongReference(true).register(meters);
  }
}
