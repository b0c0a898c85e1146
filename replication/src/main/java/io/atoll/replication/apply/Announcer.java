package io.atoll.replication.apply;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.replication.cell.Outcome;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * Tells the region's edges what changed in one partition, in the order of the changes.
 *
 * <p>Every holder of a lease is asked to drop the keys ({@code atoll.edge.<node>.invalidate}); when
 * all have answered, or the last lease ran out, it is published that the operations are visible
 * ({@code atoll.applied}). The next change may be announced while answers are awaited, but is
 * published after this one. The sequence numbers are dense, so that an edge notices a lost message.
 *
 * <p>An own operation whose announcement was lost with an earlier applier is published as part of
 * {@code upTo} without an outcome: whoever stamped it knows what was there then.
 */
final class Announcer {
  private static final String APPLIED = "atoll.applied";

  /** Announcements that wait for edges; the applier waits with the next. */
  private static final int WAITING_MAX = 256;

  private final Vertx vertx;
  private final Context context;
  private final IncarnationId own;
  private final int partition;
  private final ApplierMetrics metrics;
  private final Semaphore room = new Semaphore(WAITING_MAX);

  // Below: only on the context.
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long quietUntilNanos = System.nanoTime();

  /** Keeps to the event loop of the caller, or to one of its own. */
  Announcer(Vertx vertx, IncarnationId own, int partition, ApplierMetrics metrics) {
    this.vertx = vertx;
    this.own = own;
    this.context = vertx.getOrCreateContext();
    this.partition = partition;
    this.metrics = metrics;
  }

  private static final class Waiting {
    final Announcement announcement;
    int answersAwaited;
    long timer;
    boolean settled;

    Waiting(Announcement announcement) {
      this.announcement = announcement;
    }
  }

  /**
   * Publishes nothing for this long: leases that Redis, or an earlier applier, knew of and this one
   * doesn't, run out meanwhile.
   */
  void quiet(Duration length) {
    context.runOnContext(_ -> quietUntilNanos = System.nanoTime() + length.toNanos());
  }

  /** Returns at once unless too many wait. */
  void announce(Announcement announcement) throws InterruptedException {
    room.acquire();
    context.runOnContext(_ -> begin(new Waiting(announcement)));
  }

  private void begin(Waiting next) {
    waiting.add(next);
    Announcement announcement = next.announcement;
    long quietMillis =
        Duration.ofNanos(quietUntilNanos - System.nanoTime()).plusNanos(999_999).toMillis();
    long waitMillis = Math.max(0, quietMillis);
    if (!announcement.seen().isEmpty()) {
      JsonObject message = invalidation(announcement);
      for (var holder : announcement.holders().entrySet()) {
        next.answersAwaited++;
        waitMillis = Math.max(waitMillis, holder.getValue().toMillis());
        ask(holder.getKey(), message, holder.getValue(), next);
      }
    }
    if (quietMillis > 0) {
      // No answer can say what unknown holders have: only the time does.
      next.answersAwaited++;
    }
    if (next.answersAwaited == 0) {
      settle(next);
    } else {
      next.timer = vertx.setTimer(Math.max(1, waitMillis), _ -> giveUp(next));
    }
  }

  private JsonObject invalidation(Announcement announcement) {
    JsonArray keys = new JsonArray();
    announcement.seen().stream().map(Key::toString).forEach(keys::add);
    return new JsonObject()
        .put("p", partition)
        .put("run", announcement.runId())
        .put("seq", announcement.sequence())
        .put("keys", keys);
  }

  private void ask(String edge, JsonObject message, Duration remaining, Waiting next) {
    // An edge that can't be asked may still serve: until its lease ends, that is no answer.
    vertx
        .eventBus()
        .request(
            "atoll.edge." + edge + ".invalidate",
            message,
            new DeliveryOptions().setSendTimeout(Math.max(1, remaining.toMillis())))
        .onSuccess(_ -> {
          if (--next.answersAwaited == 0 && !next.settled) {
            vertx.cancelTimer(next.timer);
            settle(next);
          }
        });
  }

  private void giveUp(Waiting late) {
    if (!late.announcement.holders().isEmpty()) {
      metrics.late.increment();
    }
    settle(late);
  }

  private void settle(Waiting done) {
    done.settled = true;
    for (Waiting head = waiting.peek(); head != null && head.settled; head = waiting.peek()) {
      waiting.remove();
      room.release();
      publish(head.announcement);
    }
  }

  private void publish(Announcement announcement) {
    JsonArray outcomes = new JsonArray();
    for (Judged judged : announcement.own()) {
      outcomes.add(
          new JsonArray()
              .add(judged.at().offset())
              .add(text(judged.outcome()))
              .add(judged.effective().packed()));
    }
    vertx
        .eventBus()
        .publish(
            APPLIED,
            new JsonObject()
                .put("p", partition)
                .put("incarnation", own.toString())
                .put("upTo", announcement.upTo())
                .put("outcomes", outcomes));
    announcement.own().forEach(metrics::ownVisible);
    announcement.others().forEach(metrics::otherVisible);
  }

  private static String text(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
