package io.atoll.controller.table;

import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridTimestamp;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The published table, and everybody who waits for a newer one. Lives on one context; {@link
 * #current} may be asked from anywhere.
 */
public final class TableFeed {
  /** Followers of one region, several times over; more are turned away. */
  public static final int WAITERS_MAX = 1_024;

  private final Vertx vertx;
  private final Context context;
  private final Map<Long, Waiter> waiters = new LinkedHashMap<>();
  private volatile RoutingTable current = RoutingTable.NONE;

  private record Waiter(HybridTimestamp after, Promise<Optional<RoutingTable>> promise) {}

  public TableFeed(Vertx vertx, Context context) {
    this.vertx = vertx;
    this.context = context;
  }

  public RoutingTable current() {
    return current;
  }

  /** How many wait. */
  public int waiting() {
    return waiters.size();
  }

  /** Makes this the table, if it is newer than the present one, and tells those who wait for it. */
  public void publish(RoutingTable table) {
    if (table.version().compareTo(current.version()) <= 0) {
      return;
    }
    current = table;
    List<Long> served = new ArrayList<>();
    waiters.forEach((id, waiter) -> {
      if (table.version().compareTo(waiter.after()) > 0) {
        served.add(id);
      }
    });
    served.forEach(id -> finish(id, Optional.of(table)));
  }

  /**
   * The table as soon as there is one newer than this; empty if there is none in time.
   *
   * @return failed if too many wait already
   */
  public Future<Optional<RoutingTable>> next(HybridTimestamp after, Duration wait) {
    RoutingTable now = current;
    if (now.version().compareTo(after) > 0) {
      return Future.succeededFuture(Optional.of(now));
    }
    if (wait.isZero()) {
      return Future.succeededFuture(Optional.empty());
    }
    if (waiters.size() >= WAITERS_MAX) {
      return Future.failedFuture("%d followers wait already".formatted(WAITERS_MAX));
    }
    Promise<Optional<RoutingTable>> promise = Promise.promise();
    long timer =
        vertx.setTimer(
            wait.toMillis(), id -> context.runOnContext(_ -> finish(id, Optional.empty())));
    waiters.put(timer, new Waiter(after, promise));
    return promise.future();
  }

  private void finish(long id, Optional<RoutingTable> table) {
    Waiter waiter = waiters.remove(id);
    if (waiter != null) {
      vertx.cancelTimer(id);
      waiter.promise().complete(table);
    }
  }
}
