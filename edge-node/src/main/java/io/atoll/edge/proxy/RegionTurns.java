package io.atoll.edge.proxy;

import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.encode.Compression;
import io.atoll.edge.http.CacheStatus.Forwarded;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.RequestDirectives;
import io.atoll.edge.http.Reuse;
import io.atoll.edge.invalidate.Purges;
import io.atoll.edge.invalidate.Purges.Verdict;
import io.atoll.edge.page.Fetched;
import io.atoll.edge.page.MemoryBudget;
import io.atoll.edge.page.Page;
import io.atoll.edge.page.SharedBody;
import io.atoll.edge.shared.Fill;
import io.atoll.edge.shared.Pieces;
import io.atoll.edge.shared.RegionStore;
import io.atoll.edge.shared.Seen;
import io.atoll.edge.shared.Stored;
import io.atoll.edge.shared.Turn;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Looks into the region's store before an upstream is asked, and waits while another edge of the
 * region asks: in steps that grow, since most answers come soon. A wait is bounded; who has waited
 * too long asks as well, and takes over.
 */
final class RegionTurns {
  private static final long STEP_MILLIS_MIN = 2;
  private static final long STEP_MILLIS_MAX = 50;

  /** In tenths of a wait: for leases to come back that a busy machine let lapse. */
  private static final int LAPSE_TENTHS = 4;

  /** What is to be done. */
  sealed interface Next {
    /** There is an answer. */
    record Have(Fetched fetched) implements Next {}

    /** There is one whose body is to be read from the store. */
    record Follow(Fetched.Coming coming, Pieces body) implements Next {}

    /** Ask the upstream; the region is told how it went. */
    record Ask(Job job, Fill fill) implements Next {}
  }

  private final Vertx vertx;
  private final RegionStore store;
  private final BooleanSupplier current;
  private final Purges purges;
  private final Compression compression;
  private final MemoryBudget budget;
  private final WallClock wall;
  private final MonotonicClock clock;
  private final Duration waitMax;
  private final long objectBytesMax;

  /**
   * @param current whether this edge knows of every purge now: it holds all leases
   * @param waitMax how long another edge may take
   * @param objectBytesMax of a stored answer; larger ones are as good as not there
   */
  RegionTurns(
      Vertx vertx,
      RegionStore store,
      BooleanSupplier current,
      Purges purges,
      Compression compression,
      MemoryBudget budget,
      WallClock wall,
      MonotonicClock clock,
      Duration waitMax,
      long objectBytesMax) {
    this.vertx = vertx;
    this.store = store;
    this.current = current;
    this.purges = purges;
    this.compression = compression;
    this.budget = budget;
    this.wall = wall;
    this.clock = clock;
    this.waitMax = waitMax;
    this.objectBytesMax = objectBytesMax;
  }

  /**
   * Finds out.
   *
   * @param waited whether somebody has waited for this answer for too long already
   * @return never fails, and goes on where it was called: upstreams are spoken to from there
   */
  Future<Next> take(Job job, boolean waited) {
    if (store.isOff()) {
      return Future.succeededFuture(new Next.Ask(job, Fill.NONE));
    }
    return new Taking(job, (ContextInternal) vertx.getOrCreateContext()).step(Seen.NOTHING, waited);
  }

  /**
   * Looks for an answer that its client may have without anybody being asked.
   *
   * @return never fails, and goes on where it was called
   */
  Future<Optional<Page>> look(Job job) {
    if (store.isOff() || !current.getAsBoolean()) {
      return Future.succeededFuture(Optional.empty());
    }
    return new Taking(job, (ContextInternal) vertx.getOrCreateContext()).look();
  }

  /** One fetch that waits for its turn. */
  private final class Taking {
    private final ContextInternal context;
    private final RequestDirectives directives;
    private final long beganNanos = clock.nanos();
    private Job job;
    private long stepMillis = STEP_MILLIS_MIN;
    private boolean lapsed;
    private long lapsedNanos;

    Taking(Job job, ContextInternal context) {
      this.job = job;
      this.context = context;
      directives = RequestDirectives.of(job.fields());
    }

    private <T> Future<T> here(Future<T> elsewhere) {
      Promise<T> promise = Promise.promise();
      elsewhere.onComplete(result -> context.execute(() -> promise.handle(result)));
      return promise.future();
    }

    Future<Optional<Page>> look() {
      return here(store.look(job.key(), job.fields()))
          .compose(found -> {
            // First: what it can't know of by then it can't hold anything against.
            if (found.isEmpty() || !current.getAsBoolean()) {
              return Future.succeededFuture(Optional.<Page>empty());
            }
            Candidate candidate = candidate(found.get());
            return candidate.length() <= objectBytesMax && candidate.reuse() instanceof Reuse.Fresh
                ? here(candidate.whole()).map(Optional::of)
                : Future.succeededFuture(Optional.<Page>empty());
          })
          .otherwise(Optional.empty());
    }

    /** Held against all purges so far, and against what the request asks for. */
    private Candidate candidate(Stored stored) {
      return new Candidate(job, directives, stored, purges, compression, wall.millis());
    }

    Future<Next> step(Seen seen, boolean force) {
      return here(store.enter(job.key(), job.fields(), seen, force))
          .compose(turn ->
              switch (turn) {
                case Turn.Unavailable() -> Future.succeededFuture(new Next.Ask(job, Fill.NONE));
                case Turn.Lead(Fill fill) -> Future.succeededFuture(new Next.Ask(job, fill));
                case Turn.Alone() -> Future.succeededFuture(new Next.Have(new Fetched.Alone()));
                case Turn.Busy() -> later(seen);
                case Turn.Coming(Stored stored) -> coming(stored, seen, force);
                case Turn.Found(Stored stored) -> found(stored, seen, force);
              });
    }

    private Future<Next> later(Seen seen) {
      // A little sooner than those give up who wait for this.
      if (clock.nanos() - beganNanos > waitMax.toNanos() / 10 * 9) {
        return step(seen, true);
      }
      long wait = stepMillis;
      stepMillis = Math.min(STEP_MILLIS_MAX, stepMillis * 3 / 2);
      return here(vertx.timer(wait)).compose(_ -> step(seen, false));
    }

    private Future<Next> found(Stored stored, Seen seen, boolean force) {
      if (hasLapsed()) {
        return untilCurrent(seen);
      }
      Candidate candidate = candidate(stored);
      Seen without = seen.withStored(stored.version());
      if (candidate.verdict() == Verdict.GONE || candidate.length() > objectBytesMax) {
        return step(without, force);
      }
      Reuse reuse = candidate.reuse();
      if (reuse instanceof Reuse.Fresh) {
        return Future.succeededFuture(have(candidate, stored.body()));
      }
      boolean insists =
          reuse instanceof Reuse.Validate(Forwarded why, boolean _) && why == Forwarded.REQUEST;
      boolean ifError = !(reuse instanceof Reuse.Validate(Forwarded _, boolean may)) || may;
      return here(candidate.whole())
          .transform(page -> {
            if (page.succeeded()) {
              job = job.withStale(page.result(), ifError);
            }
            return step(without, force || insists);
          });
    }

    /** Whether this edge can't know of every purge now. */
    private boolean hasLapsed() {
      boolean before = lapsed;
      lapsed = !current.getAsBoolean();
      if (lapsed && !before) {
        lapsedNanos = clock.nanos();
      }
      return lapsed;
    }

    /** What is there can't be judged until it can, however long it was waited for before. */
    private Future<Next> untilCurrent(Seen seen) {
      return clock.nanos() - lapsedNanos < waitMax.toNanos() / 10 * LAPSE_TENTHS
          ? later(seen)
          : Future.succeededFuture(new Next.Ask(job, Fill.NONE));
    }

    /** Its first bytes are waited for: until they are here, another leader will do. */
    private Future<Next> coming(Stored stored, Seen seen, boolean force) {
      if (hasLapsed()) {
        return untilCurrent(seen);
      }
      Candidate candidate = candidate(stored);
      Seen without = seen.withComing(stored.version());
      if (candidate.verdict() != Verdict.GOOD) {
        return step(without, force);
      }
      if (candidate.length() > objectBytesMax) {
        return Future.succeededFuture(new Next.Ask(job, Fill.NONE));
      }
      if (!(candidate.reuse() instanceof Reuse.Fresh)
          || !(stored.body() instanceof Stored.InPieces(long _, Pieces pieces))) {
        // What will do once it is stored, if it is asked about, or nothing else is to be had.
        return later(seen);
      }
      return here(pieces.next())
          .transform(first ->
              first.succeeded()
                  ? Future.succeededFuture(follow(candidate, Pieces.of(first.result(), pieces)))
                  : step(without, force));
    }

    private Next have(Candidate candidate, Stored.Body body) {
      return switch (body) {
        case Stored.Whole(Buffer bytes) ->
            new Next.Have(new Fetched.Whole(candidate.page(bytes), 0, true));
        case Stored.InPieces(long _, Pieces pieces) -> follow(candidate, pieces);
      };
    }

    private Next follow(Candidate candidate, Pieces pieces) {
      long length = candidate.length() == Stored.Body.UNKNOWN ? Long.MAX_VALUE : candidate.length();
      SharedBody body = SharedBody.begin(length, objectBytesMax, budget);
      return body == null
          ? new Next.Ask(job, Fill.NONE)
          : new Next.Follow(new Fetched.Coming(candidate.description(), body, 0), pieces);
    }
  }

  /** See {@link RegionStore#drop}. */
  Future<Void> drop(PageKey key) {
    return store.drop(key);
  }
}
