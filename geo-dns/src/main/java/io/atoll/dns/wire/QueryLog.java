package io.atoll.dns.wire;

import io.atoll.core.time.MonotonicClock;
import io.atoll.dns.geo.Network;
import io.atoll.dns.guard.Budget;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** A log of some queries and what was answered, a line each: see {@link LoggedQuery}. */
public final class QueryLog {
  private static final Logger log = LoggerFactory.getLogger(QueryLog.class);

  private final QueryLogConfig config;
  private final Budget budget;

  public QueryLog(QueryLogConfig config, MonotonicClock clock) {
    this.config = config;
    this.budget = new Budget(config.perSecond(), clock);
  }

  /** Says which are logged, to one thread. */
  QuerySampler sampler() {
    return new QuerySampler(config.sample(), new SplittableRandom());
  }

  /**
   * Logs an exchange, if there weren't too many.
   *
   * @param reply null if there was none
   */
  void add(byte[] query, byte @Nullable [] reply, Network from, Transport transport) {
    if (budget.take(1)) {
      LoggingEventBuilder line = log.atInfo();
      for (Map.Entry<String, Object> field :
          LoggedQuery.of(query, reply, from, transport).fields().entrySet()) {
        line = line.addKeyValue(field.getKey(), field.getValue());
      }
      line.log("query");
    }
  }
}
