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
  private final Counter knownAbsent;
  private final Counter mistaken;
  private final Map<Scan, Counter> scans = new EnumMap<>(Scan.class);
  private final Map<LeaseEffect.Reason, Counter> leaseLosses =
      new EnumMap<>(LeaseEffect.Reason.class);

  /** How a pass through Redis' keys ended. */
  enum Scan {
    /** It went through all of them. */
    WHOLE,
    /** Every partition's lease came into another epoch meanwhile. */
    LOST
  }

  public CacheMetrics(MeterRegistry meters) {
    this.meters = meters;
    hits = meters.counter("atoll_edge_l1_hits");
    misses = meters.counter("atoll_edge_l1_misses");
    collapsed = meters.counter("atoll_edge_collapsed_reads");
    knownAbsent = meters.counter("atoll_edge_known_keys_absent");
    mistaken = meters.counter("atoll_edge_known_keys_mistaken");
    for (Scan how : Scan.values()) {
      scans.put(
          how,
          meters.counter(
              "atoll_edge_known_keys_scans", "outcome", how.name().toLowerCase(Locale.ROOT)));
    }
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

  void knownAbsent() {
    knownAbsent.increment();
  }

  /** A key was looked for in vain that was among the known ones, or taken for one of them. */
  void mistaken() {
    mistaken.increment();
  }

  void scanned(Scan how) {
    Counter counter = scans.get(how);
    if (counter != null) {
      counter.increment();
    }
  }

  void known(KnownKeys keys) {
    Gauge.builder("atoll_edge_known_keys_partitions", keys, KnownKeys::wholeCount)
        .strongReference(true)
        .register(meters);
    Gauge.builder("atoll_edge_known_keys_too_many", keys, KnownKeys::tooManyCount)
        .strongReference(true)
        .register(meters);
    Gauge.builder("atoll_edge_known_keys_bytes", keys, KnownKeys::bytes)
        .strongReference(true)
        .register(meters);
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
