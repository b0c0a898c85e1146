package io.atoll.edge.shared;

import io.atoll.core.time.MonotonicClock;
import io.atoll.replication.redis.RedisLinks;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis can take shared answers: it answers in time, and evicts them rather than refuse
 * writes of the view when its memory is full. Looked at before the first use and after a failure,
 * after which it is left alone for a moment. Safe for use by many threads.
 */
final class StoreHealth {
  private static final Logger log = LoggerFactory.getLogger(StoreHealth.class);

  /** So that a Redis that hangs costs one request its patience, not every one. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Somebody has to change its configuration. */
  private static final Duration UNFIT_PAUSE = Duration.ofSeconds(30);

  private static final Pattern BOUND = Pattern.compile("\\bmaxmemory:(\\d+)");
  private static final Pattern POLICY = Pattern.compile("\\bmaxmemory_policy:([a-z-]+)");

  private final RedisLinks redis;
  private final MonotonicClock clock;
  private @Nullable Future<Boolean> checked;
  private long pausedUntilNanos;
  private boolean told;

  StoreHealth(RedisLinks redis, MonotonicClock clock) {
    this.redis = redis;
    this.clock = clock;
    pausedUntilNanos = clock.nanos();
  }

  /** Whether it can be used now. */
  synchronized Future<Boolean> check() {
    if (clock.nanos() - pausedUntilNanos < 0) {
      return Future.succeededFuture(false);
    }
    Future<Boolean> now = checked;
    if (now == null) {
      now =
          redis
              .here()
              .send(Request.cmd(Command.INFO).arg("memory"))
              .map(info -> fits(String.valueOf(info)));
      checked = now;
    }
    return now;
  }

  private boolean fits(String info) {
    Matcher bound = BOUND.matcher(info);
    Matcher policy = POLICY.matcher(info);
    boolean fits =
        bound.find()
            && Long.parseLong(bound.group(1)) > 0
            && policy.find()
            && policy.group(1).startsWith("volatile-");
    if (!fits) {
      pause(UNFIT_PAUSE);
      if (!told) {
        told = true;
        log.warn(
            "stored answers are not shared within the region: its Redis needs a maxmemory above 0 and a maxmemory-policy that begins with volatile-, so that they never push out the view");
      }
    }
    return fits;
  }

  private synchronized void pause(Duration length) {
    pausedUntilNanos = clock.nanos() + length.toNanos();
    checked = null;
  }

  /** A request went wrong, or took too long. */
  void failed(Throwable failure) {
    log.atDebug().setCause(failure).log("the region's store of answers is left alone for a moment");
    pause(PAUSE);
  }
}
