package io.atoll.edge;

import io.atoll.runtime.app.Service;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Does something that blocks, again and again while the process runs. */
final class Repeating implements Service {
  private final Vertx vertx;
  private final String name;
  private final Duration period;
  private final Runnable action;
  private long timer = -1;

  Repeating(Vertx vertx, String name, Duration period, Runnable action) {
    this.vertx = vertx;
    this.name = name;
    this.period = period;
    this.action = action;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Future<Void> start() {
    timer = vertx.setPeriodic(period.toMillis(), _ -> Thread.ofVirtual().name(name).start(action));
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }
}
