package io.atoll.edge.invalidate;

import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.server.Occasionally;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Notes who purged what, from where, and what came of it: each purge is a line of the log {@code
 * io.atoll.audit}. Requests that were refused are lines too, but at most one a second, since
 * anybody can send them; all are counted.
 */
final class PurgeAudit {
  /** What came of a request. */
  enum Outcome {
    /** Every edge of this region has applied it. */
    APPLIED,
    /** It is in the log, and will be applied. */
    SAVED,
    /** The log did not confirm it; it may be in there all the same. */
    FAILED,
    /** No operator's token. */
    REFUSED,
    /** It says nothing that can be purged, or too much, or too slowly. */
    INVALID,
    /** Too many came. */
    LIMITED
  }

  private static final Duration REFUSALS_PERIOD = Duration.ofSeconds(1);

  private final Logger log;
  private final Occasionally refusals;
  private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);

  PurgeAudit(MonotonicClock clock, MeterRegistry meters) {
    this(LoggerFactory.getLogger("io.atoll.audit"), clock, meters);
  }

  PurgeAudit(Logger log, MonotonicClock clock, MeterRegistry meters) {
    this.log = log;
    refusals = new Occasionally(clock, REFUSALS_PERIOD);
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, meters.counter("atoll_edge_purge_requests", "outcome", label(outcome)));
    }
  }

  private static String label(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Notes a purge that was written, or was to be.
   *
   * @param by whose token it came with
   * @param client the address it came from
   * @param id null: it has none
   */
  void purge(
      Outcome outcome,
      Purge purge,
      String by,
      String client,
      @Nullable String id,
      @Nullable Throwable reason) {
    count(outcome);
    LoggingEventBuilder line =
        outcome == Outcome.FAILED ? log.atWarn().setCause(reason) : log.atInfo();
    line.addKeyValue("action", "purge")
        .addKeyValue("by", by)
        .addKeyValue("client", client)
        .addKeyValue("purge", purge.key().name())
        .addKeyValue("id", String.valueOf(id))
        .addKeyValue("outcome", label(outcome))
        .log("purge");
  }

  /** Notes a request that was not carried out. */
  void refused(Outcome outcome, String by, String client, int status, String why) {
    count(outcome);
    if (refusals.now()) {
      log.atWarn()
          .addKeyValue("action", "purge")
          .addKeyValue("by", by)
          .addKeyValue("client", client)
          .addKeyValue("status", status)
          .addKeyValue("why", why)
          .addKeyValue("outcome", label(outcome))
          .log("purge refused");
    }
  }

  private void count(Outcome outcome) {
    Counter counter = outcomes.get(outcome);
    if (counter != null) {
      counter.increment();
    }
  }
}
