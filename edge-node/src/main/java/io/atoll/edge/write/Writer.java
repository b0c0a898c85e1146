package io.atoll.edge.write;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridClock;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.write.WriteResult.Saved;
import io.atoll.edge.write.WriteResult.Unconfirmed;
import io.atoll.edge.write.WriteResult.Visible;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.log.RegionLog;
import io.atoll.replication.view.Stamp;
import io.atoll.replication.view.View;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Accepts writes: stamped by the region's Redis, appended to the region's log, and answered once
 * visible. Without Redis a write is stamped by this edge's own clock and answered as saved, because
 * nothing becomes visible without Redis.
 */
public final class Writer {
  private final View view;
  private final RegionLog log;
  private final WaitingWrites waiting;
  private final HybridClock ownClock;
  private final MonotonicClock clock;
  private final WriteMetrics metrics;

  public Writer(
      View view,
      RegionLog log,
      WaitingWrites waiting,
      HybridClock ownClock,
      MonotonicClock clock,
      WriteMetrics metrics) {
    this.view = view;
    this.log = log;
    this.waiting = waiting;
    this.ownClock = ownClock;
    this.clock = clock;
    this.metrics = metrics;
    metrics.waiting(waiting);
  }

  /** Never fails: whatever happens is a result. */
  public Future<WriteResult> write(Key key, Change change, @Nullable String traceParent) {
    return view.stamp(CellName.of(key), HybridTimestamp.ZERO)
        .transform((stamp, failure) ->
            stamp == null
                ? append(key, change, ownStamp(), Watermark.ZERO, traceParent).map(Saved::new)
                : stamped(key, change, stamp, traceParent))
        .onSuccess(metrics::finished)
        .recover(failure -> Future.succeededFuture(new Unconfirmed(failure)));
  }

  private Future<WriteResult> stamped(
      Key key, Change change, Stamp stamp, @Nullable String traceParent) {
    // Should Redis go, this clock goes on where Redis' stopped.
    ownClock.observe(stamp.timestamp());
    return append(key, change, stamp.timestamp(), stamp.seen(), traceParent)
        .compose(position -> visible(position, change, stamp));
  }

  private Future<WriteResult> visible(Position position, Change change, Stamp stamp) {
    long savedNanos = clock.nanos();
    return waiting
        .await(position)
        .map(end ->
            switch (end) {
              case WaitEnd.Visible visible -> {
                metrics.visibleAfter(clock.nanos() - savedNanos);
                Verdict verdict = visible.verdict();
                yield new Visible(
                    position, verdict == null ? change.presumed(stamp.live()) : verdict.outcome());
              }
              case WaitEnd.TimedOut() -> new Saved(position);
            });
  }

  private HybridTimestamp ownStamp() {
    metrics.stampedWithoutRedis();
    return ownClock.now();
  }

  private Future<Position> append(
      Key key, Change change, HybridTimestamp stamp, Watermark seen, @Nullable String traceParent) {
    return log.append(new Operation(key, change.at(stamp), stamp, seen, null, null, traceParent));
  }
}
