package io.atoll.edge.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What is counted for each route. There are as many as the config names, so labels are bounded;
 * every meter is made at the start, so that none costs a search later.
 */
final class RouteMetrics {
  /** How a request was answered. */
  enum Outcome {
    /** From memory, fresh. */
    HIT,
    /** From memory, stale and allowed to be. */
    STALE,
    /** By the upstream, for this request and for the store. */
    MISS,
    /** From what another edge of the region has stored. */
    SHARED,
    /** By an answer that another request had asked for. */
    COLLAPSED,
    /** By a stored answer that the upstream confirmed. */
    REVALIDATED,
    /** By the upstream, for this client alone. */
    PASS,
    /** Not at all: nobody had an answer. */
    ERROR
  }

  private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);

  RouteMetrics(MeterRegistry meters, String route) {
    for (Outcome outcome : Outcome.values()) {
      String label = outcome.name().toLowerCase(Locale.ROOT);
      outcomes.put(
          outcome, meters.counter("atoll_edge_route_requests", "route", route, "outcome", label));
    }
  }

  void count(Outcome outcome) {
    Counter counter = outcomes.get(outcome);
    if (counter != null) {
      counter.increment();
    }
  }
}
