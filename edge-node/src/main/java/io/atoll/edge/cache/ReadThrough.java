package io.atoll.edge.cache;

import io.atoll.core.operation.Key;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.Read.Source;
import io.atoll.edge.session.Session;
import io.atoll.edge.session.Sighting;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.view.Listed;
import io.atoll.replication.view.Ranking;
import io.atoll.replication.view.Reading;
import io.atoll.replication.view.View;
import io.atoll.replication.view.ViewUnavailableException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads registers: from memory under a lease, else from Redis under a lease. It never answers
 * anything older than what the region had acknowledged as visible when the read began, and rather
 * fails.
 */
public final class ReadThrough {
  /** Of a key that has no cell. */
  private static final Read ABSENT =
      new Read(new Lookup.Absent(Lookup.NOTHING), null, Source.KNOWN_ABSENT);

  private final View view;
  private final L1 l1;
  private final Leases leases;
  private final KnownKeys known;
  private final WallClock wall;
  private final CacheMetrics metrics;

  public ReadThrough(
      View view, L1 l1, Leases leases, KnownKeys known, WallClock wall, CacheMetrics metrics) {
    this.view = view;
    this.l1 = l1;
    this.leases = leases;
    this.known = known;
    this.wall = wall;
    this.metrics = metrics;
    metrics.size(l1);
  }

  /** What is in memory and may be served, else null: then {@link #load} it. */
  public @Nullable Lookup hit(Key key) {
    Lookup found = peek(key);
    if (found != null) {
      metrics.hit();
    } else {
      metrics.miss();
    }
    return found;
  }

  /** What {@link #peek} found was served. */
  public void countHit() {
    metrics.hit();
  }

  /** What is in memory and may be served, uncounted; else null. */
  public @Nullable Lookup peek(Key key) {
    L1.Entry entry = l1.entry(key);
    if (entry != null) {
      LeaseState lease = leases.held(entry.partition());
      if (lease != null && lease.epoch() == entry.epoch()) {
        return entry.lookup();
      }
    }
    return null;
  }

  /**
   * Reads from Redis, together with whoever reads the same key now, unless it is known that nothing
   * is there.
   *
   * @return fails with {@link ViewUnavailableException} if there is no lease or no answer
   */
  public Future<Read> load(Key key) {
    int partition = key.partition(leases.partitions());
    LeaseState held = leases.held(partition);
    return held != null
        ? loadUnder(held, key, partition)
        : leases.obtain(partition).compose(lease -> loadUnder(lease, key, partition));
  }

  /** Reads a member's cell, or finds that its key has none; keeps nothing. */
  public Future<Reading> member(Key key, String member) {
    return found(
        key,
        lease -> new Reading(null, lease.processed(), lease.reached(), run(lease)),
        () -> view.read(CellName.of(key, member)),
        Reading::runId);
  }

  /** As {@link View#members}, under a lease. */
  public Future<Listed> members(Key set, @Nullable String after, int limit) {
    return found(
        set,
        lease -> new Listed(List.of(), 0, null, lease.reached(), run(lease)),
        () -> view.members(set, after, limit),
        Listed::runId);
  }

  /** As {@link View#top}, from the first, under a lease. */
  public Future<Ranking> top(Key board, int limit) {
    return found(board, ReadThrough::unranked, () -> view.top(board, 0, limit), Ranking::runId);
  }

  /** As {@link View#around}, under a lease. */
  public Future<Ranking> around(Key board, String member, int each) {
    return found(
        board, ReadThrough::unranked, () -> view.around(board, member, each), Ranking::runId);
  }

  private static Ranking unranked(LeaseState lease) {
    return new Ranking(List.of(), 0, 0, OptionalLong.empty(), lease.reached(), run(lease));
  }

  private static String run(LeaseState lease) {
    return Objects.requireNonNull(lease.run(), "the run of a lease that is held");
  }

  /**
   * @param nothing what Redis would answer of a key that has no cell
   */
  private <T> Future<T> found(
      Key key,
      Function<LeaseState, T> nothing,
      Supplier<Future<T>> read,
      Function<T, String> runId) {
    int partition = key.partition(leases.partitions());
    return leases
        .obtain(partition)
        .compose(lease ->
            isAbsent(lease, key, partition)
                ? Future.succeededFuture(nothing.apply(lease))
                : under(lease, read, runId));
  }

  private boolean isAbsent(LeaseState lease, Key key, int partition) {
    boolean absent = known.isAbsent(partition, lease.epoch(), key);
    if (absent) {
      metrics.knownAbsent();
    }
    return absent;
  }

  /**
   * Reads something of a key from Redis under a lease, never from memory, and keeps nothing.
   *
   * @param read asks the view; called once the lease is held
   * @param runId the Redis that an answer came from
   * @return fails with {@link ViewUnavailableException} if there is no lease or no answer
   */
  public <T> Future<T> fresh(Key key, Supplier<Future<T>> read, Function<T, String> runId) {
    return fresh(key.partition(leases.partitions()), read, runId);
  }

  /** As above, for something of a partition. */
  public <T> Future<T> fresh(int partition, Supplier<Future<T>> read, Function<T, String> runId) {
    return leases.obtain(partition).compose(lease -> under(lease, read, runId));
  }

  private static <T> Future<T> under(
      LeaseState lease, Supplier<Future<T>> read, Function<T, String> runId) {
    return read.get().compose(found -> checkRun(runId.apply(found), lease).map(found));
  }

  /** Reads from Redis under a lease, never from memory, and keeps nothing. */
  public Future<Void> probe(Key key) {
    return leases
        .obtain(key.partition(leases.partitions()))
        .compose(lease ->
            view.read(CellName.of(key)).compose(reading -> checkRun(reading.runId(), lease)));
  }

  private static Future<Void> checkRun(String runId, LeaseState lease) {
    return runId.equals(lease.run())
        ? Future.succeededFuture()
        : Future.failedFuture(
            new ViewUnavailableException(
                "Redis run %s answered under a lease of run %s".formatted(runId, lease.run())));
  }

  /**
   * A load may be joined while its epoch is the lease's: had the key changed since it began, the
   * load would have been tainted, or the lease would have ended with its epoch.
   */
  private Future<Read> loadUnder(LeaseState lease, Key key, int partition) {
    if (isAbsent(lease, key, partition)) {
      return Future.succeededFuture(ABSENT);
    }
    Load fresh = new Load(partition, lease.epoch());
    Load load = l1.joinOrBegin(key, fresh);
    if (load != fresh) {
      metrics.collapsed();
      return load.future().map(read -> read.from(Source.L2_COLLAPSED));
    }
    // Begun before Redis is asked, so that no invalidation can slip between.
    view.read(CellName.of(key))
        .compose(reading ->
            checkRun(reading.runId(), lease).map(_ -> found(lease, partition, reading.cell())))
        .onComplete(
            found -> {
              // What shows more to some is not for memory.
              boolean kept = found.later() == null && l1.end(key, load, found.lookup());
              if (!kept) {
                l1.abandon(key, load);
              }
              load.complete(kept ? found.from(Source.L2_STORED) : found);
            },
            failure -> {
              l1.abandon(key, load);
              load.fail(failure);
            });
    return load.future();
  }

  private Read found(LeaseState lease, int partition, @Nullable Cell cell) {
    if (cell == null) {
      if (known.answers(partition, lease.epoch())) {
        metrics.mistaken();
      }
      return new Read(new Lookup.Absent(Lookup.NOTHING), null, Source.L2);
    }
    Sighting sighting = new Sighting(Session.ofCell(partition, cell, wall.millis()));
    return new Read(Lookup.of(cell, sighting), cell.held().isEmpty() ? null : cell, Source.L2);
  }
}
