package io.atoll.dns;

import io.atoll.dns.answer.Answerer;
import io.atoll.runtime.app.Service;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves users on, a percent at a time, while some are on their way to another region, and keeps on
 * disk how far they are.
 */
final class Advance implements Service {
  /** A step works out all answers anew, which takes some tens of milliseconds. */
  private static final Duration STEP_MIN = Duration.ofMillis(250);

  private static final int STEPS = 100;

  private static final Logger log = LoggerFactory.getLogger(Advance.class);

  private final Vertx vertx;
  private final Answerer answerer;
  private final RampFile file;
  private final Duration step;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile long timer;

  Advance(Vertx vertx, Answerer answerer, RampFile file, Duration pace) {
    this.vertx = vertx;
    this.answerer = answerer;
    this.file = file;
    Duration percent = pace.dividedBy(STEPS);
    this.step = percent.compareTo(STEP_MIN) < 0 ? STEP_MIN : percent;
  }

  @Override
  public String name() {
    return "advance";
  }

  /** Done when users are where they were when the process ended. */
  @Override
  public Future<Void> start() {
    return vertx
        .executeBlocking(file::load)
        .onSuccess(saved -> {
          saved.ifPresent(answerer::resume);
          timer = vertx.setPeriodic(step.toMillis(), _ -> next());
        })
        .mapEmpty();
  }

  /** A step that takes longer than the time between two lets the next one fall out. */
  private void next() {
    if (busy.compareAndSet(false, true)) {
      vertx.executeBlocking(this::advance).onComplete(_ -> busy.set(false));
    }
  }

  private boolean advance() {
    try {
      answerer.advance();
      file.save(answerer.ramp());
      return true;
    } catch (IOException | RuntimeException e) {
      log.atError().setCause(e).log("users could not be moved on, or not be kept on disk");
      return false;
    }
  }

  @Override
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }
}
