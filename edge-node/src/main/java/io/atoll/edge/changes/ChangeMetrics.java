package io.atoll.edge.changes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Locale;

/** What change feeds count. */
final class ChangeMetrics {
  /** Why a feed ended. */
  enum End {
    /** Its client went. */
    CLIENT,
    /** Its client took too long to take what was sent. */
    SLOW,
    /** What it had to tell is not kept any more. */
    GONE,
    /** This edge stops. */
    DRAIN,
    /** Something was not available, or went wrong. */
    FAILED
  }

  private final MeterRegistry meters;
  private final Counter sent;

  ChangeMetrics(MeterRegistry meters, Collection<?> feeds) {
    this.meters = meters;
    sent = meters.counter("atoll_edge_changes_sent");
    Gauge.builder("atoll_edge_change_feeds", feeds, Collection::size)
        .strongReference(true)
        .register(meters);
  }

  void sent(int changes) {
    sent.increment(changes);
  }

  void ended(End end) {
    meters
        .counter("atoll_edge_change_feeds_ended", "reason", end.name().toLowerCase(Locale.ROOT))
        .increment();
  }
}
