package io.atoll.dns;

import io.atoll.dns.answer.Answerer;
import io.atoll.runtime.app.Service;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that signatures are made anew long before they end. A signature lives for days and is
 * renewed when half of that is over, so that many of these rounds may fail before anybody notices.
 */
final class SignatureRenewal implements Service {
  private static final Duration EVERY = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(SignatureRenewal.class);

  private final Vertx vertx;
  private final Answerer answerer;
  private volatile long timer;

  SignatureRenewal(Vertx vertx, Answerer answerer) {
    this.vertx = vertx;
    this.answerer = answerer;
  }

  @Override
  public String name() {
    return "signature-renewal";
  }

  @Override
  public Future<Void> start() {
    timer = vertx.setPeriodic(EVERY.toMillis(), _ -> vertx.executeBlocking(this::renew));
    return Future.succeededFuture();
  }

  private boolean renew() {
    try {
      answerer.renew();
      return true;
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("signatures could not be renewed; trying again in an hour");
      return false;
    }
  }

  @Override
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }
}
