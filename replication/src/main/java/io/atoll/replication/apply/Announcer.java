package io.atoll.replication.apply;

import io.atoll.core.position.IncarnationId;
import io.atoll.replication.announce.Drop;
import io.atoll.replication.announce.Visible;
import io.atoll.replication.announce.Visible.Verdict;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Tells the region's edges what changed in one partition, in the order of the changes.
 *
 * <p>Every holder of a lease is asked to drop the keys; when all have answered, or the last lease
 * ran out, all edges are told that the operations are visible. The next change may be announced
 * while answers are awaited, but is published after this one. The sequence numbers are dense, so
 * that an edge notices a lost message. The {@link Courier} puts partitions' messages together.
 *
 * <p>An own operation whose announcement was lost with an earlier applier is published as part of
 * the watermark without an outcome: whoever stamped it knows what was there then.
 */
final class Announcer {
  /** Announcements that wait for edges; the applier waits with the next. */
  private static final int WAITING_MAX = 256;

  private final Vertx vertx;
  private final Courier courier;
  private final Context context;
  private final IncarnationId own;
  private final int partition;
  private final ApplierMetrics metrics;
  private final Semaphore room = new Semaphore(WAITING_MAX);

  // Below: only on the context.
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long quietUntilNanos = System.nanoTime();

  /** Keeps to the courier's event loop. */
  Announcer(
      Vertx vertx, Courier courier, IncarnationId own, int partition, ApplierMetrics metrics) {
    this.vertx = vertx;
    this.courier = courier;
    this.own = own;
    this.context = courier.context();
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
      Drop drop =
          new Drop(
              partition,
              announcement.runId(),
              announcement.sequence(),
              List.copyOf(announcement.seen()));
      for (var holder : announcement.holders().entrySet()) {
        next.answersAwaited++;
        waitMillis = Math.max(waitMillis, holder.getValue().toMillis());
        ask(holder.getKey(), drop, holder.getValue(), next);
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

  private void ask(String edge, Drop drop, Duration remaining, Waiting next) {
    // An edge that can't be asked may still serve: until its lease ends, that is no answer.
    courier
        .drop(edge, drop, remaining)
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
    courier.tell(
        new Visible(
            partition,
            announcement.runId(),
            own,
            announcement.watermark(),
            announcement.sequence(),
            announcement.own().stream()
                .map(one -> new Verdict(one.at().offset(), one.outcome(), one.effective()))
                .toList()));
    announcement.own().forEach(metrics::ownVisible);
    announcement.others().forEach(metrics::otherVisible);
  }
}
