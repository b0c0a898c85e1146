package io.atoll.edge.write;

import io.atoll.core.operation.Condition;
import io.atoll.core.operation.Key;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridClock;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.write.WriteResult.NeedsView;
import io.atoll.edge.write.WriteResult.PreconditionFailed;
import io.atoll.edge.write.WriteResult.Saved;
import io.atoll.edge.write.WriteResult.Unconfirmed;
import io.atoll.edge.write.WriteResult.Unjudged;
import io.atoll.edge.write.WriteResult.Visible;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Merged;
import io.atoll.replication.cell.Outcome;
import io.atoll.replication.cell.Progress;
import io.atoll.replication.log.RegionLog;
import io.atoll.replication.view.Reading;
import io.atoll.replication.view.Stamp;
import io.atoll.replication.view.View;
import io.atoll.replication.view.ViewUnavailableException;
import io.vertx.core.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Accepts writes: stamped by the region's Redis, appended to the region's log, and answered once
 * visible, in groups (see {@link Gate}). A write that depends on what is there looks first. Without
 * Redis a write that does not is stamped by this edge's own clock and answered as saved, because
 * nothing becomes visible without Redis.
 */
public final class Writer {
  private final View view;
  private final RegionLog log;
  private final WaitingWrites waiting;
  private final HybridClock ownClock;
  private final MonotonicClock clock;
  private final WriteMetrics metrics;
  private final Gate gate;

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
    gate = new Gate(clock);
    metrics.waiting(waiting);
  }

  /**
   * A write on its way.
   *
   * @param life of the log that the condition speaks of
   */
  private record Attempt(
      CellName name,
      Change change,
      WriteTerms terms,
      @Nullable Condition condition,
      @Nullable IncarnationId life) {
    /** One without a condition. */
    Attempt(CellName name, Change change, WriteTerms terms) {
      this(name, change, terms, null, null);
    }
  }

  /**
   * What a write found before it was stamped.
   *
   * @param cell null: nothing
   * @param runId the Redis that it was found in
   */
  private record Found(@Nullable Cell cell, String runId) {
    @Nullable Merged value() {
      return cell == null ? null : cell.value();
    }
  }

  /** Never fails: whatever happens is a result. */
  public Future<WriteResult> write(Key key, Change change, WriteTerms terms) {
    String member = change.member();
    CellName name = member == null ? CellName.of(key) : CellName.of(key, member);
    Predicate<@Nullable Cell> precondition = terms.precondition();
    return gate.pass(() ->
            precondition != null || change.looksFirst()
                ? look(name, change, terms)
                : stamp(new Attempt(name, change, terms), null))
        .onSuccess(metrics::finished)
        .recover(failure -> Future.succeededFuture(new Unconfirmed(failure)));
  }

  /** To be called a few times a second: lets pass what waits behind writes that are stuck. */
  public void tick() {
    gate.open();
  }

  private Future<WriteResult> look(CellName name, Change change, WriteTerms terms) {
    return view.read(name)
        .transform((reading, failure) ->
            reading == null
                ? Future.succeededFuture(new NeedsView(failure))
                : judged(name, change, terms, reading));
  }

  private Future<WriteResult> judged(
      CellName name, Change change, WriteTerms terms, Reading reading) {
    Cell there = reading.cell();
    Predicate<@Nullable Cell> precondition = terms.precondition();
    if (precondition == null) {
      return stamp(new Attempt(name, change, terms), new Found(there, reading.runId()));
    }
    if (!precondition.test(there)) {
      return Future.succeededFuture(new PreconditionFailed());
    }
    IncarnationId life = log.incarnation();
    Progress own = there == null ? null : there.origins().get(life);
    Condition condition = new Condition(own == null ? Condition.NONE : own.changeOffset());
    return stamp(
        new Attempt(name, change, terms, condition, life), new Found(there, reading.runId()));
  }

  private Future<WriteResult> stamp(Attempt attempt, @Nullable Found there) {
    return view.stamp(attempt.name, attempt.terms.after())
        .transform((stamp, failure) -> {
          if (stamp != null) {
            return there == null || there.runId.equals(stamp.runId())
                ? stamped(attempt, there, stamp)
                : Future.succeededFuture(
                    new NeedsView(new ViewUnavailableException("Redis was filled anew meanwhile")));
          }
          return attempt.condition != null || attempt.change.needsView()
              ? Future.succeededFuture(new NeedsView(failure))
              : saved(attempt, there, ownStamp(attempt.terms.after()));
        });
  }

  private Future<WriteResult> saved(Attempt attempt, @Nullable Found there, HybridTimestamp stamp) {
    return append(attempt, there, stamp, Watermark.ZERO)
        .map(position -> new Saved(position, stamp));
  }

  private Future<WriteResult> stamped(Attempt attempt, @Nullable Found there, Stamp stamp) {
    // Should Redis go, this clock goes on where Redis' stopped.
    ownClock.observe(stamp.timestamp());
    return append(attempt, there, stamp.timestamp(), stamp.seen())
        .compose(position -> visible(attempt, position, stamp));
  }

  private Future<WriteResult> visible(Attempt attempt, Position position, Stamp stamp) {
    long savedNanos = clock.nanos();
    return waiting
        .await(position)
        .compose(end ->
            switch (end) {
              case WaitEnd.Visible visible -> {
                metrics.visibleAfter(clock.nanos() - savedNanos);
                yield told(attempt, position, stamp, visible.verdict());
              }
              case WaitEnd.TimedOut() ->
                  Future.succeededFuture(
                      attempt.condition == null
                          ? new Saved(position, stamp.timestamp())
                          : new Unjudged(position));
            });
  }

  private Future<WriteResult> told(
      Attempt attempt, Position position, Stamp stamp, @Nullable Verdict verdict) {
    if (verdict != null) {
      return Future.succeededFuture(new Visible(position, verdict.outcome(), verdict.effective()));
    }
    Outcome presumed = attempt.change.presumed(stamp.live());
    Visible counted = new Visible(position, presumed, stamp.timestamp());
    return attempt.condition == null
        ? Future.succeededFuture(counted)
        : view.read(attempt.name)
            .map(reading -> foundOut(reading.cell(), counted))
            .otherwise(new Unjudged(position));
  }

  /** Whether a conditional write counted, by what it left: the applier's word on it was lost. */
  private static WriteResult foundOut(@Nullable Cell cell, Visible counted) {
    Position position = counted.position();
    Progress own = cell == null ? null : cell.origins().get(position.incarnation());
    if (own == null || own.changeOffset() > position.offset()) {
      return new Unjudged(position);
    }
    return own.changeOffset() == position.offset()
        ? counted
        : new Visible(position, Outcome.VOID, counted.effective());
  }

  private HybridTimestamp ownStamp(HybridTimestamp after) {
    metrics.stampedWithoutRedis();
    HybridTimestamp own = ownClock.now();
    return after.compareTo(own) < 0 ? own : after.next();
  }

  private Future<Position> append(
      Attempt attempt, @Nullable Found there, HybridTimestamp stamp, Watermark seen) {
    WriteTerms terms = attempt.terms;
    return log.append(
        new Operation(
            attempt.name.key(),
            attempt.change.at(stamp, there == null ? null : there.value()),
            stamp,
            seen,
            attempt.condition,
            terms.idempotencyKey(),
            terms.traceParent()),
        attempt.life);
  }
}
