package io.atoll.edge.cache;

import io.atoll.core.operation.Key;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.Read.Source;
import io.atoll.edge.session.Session;
import io.atoll.edge.session.Sighting;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.view.View;
import io.atoll.replication.view.ViewUnavailableException;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads registers: from memory under a lease, else from Redis under a lease. It never answers
 * anything older than what the region had acknowledged as visible when the read began, and rather
 * fails.
 */
public final class ReadThrough {
  private final View view;
  private final L1 l1;
  private final Leases leases;
  private final WallClock wall;
  private final CacheMetrics metrics;

  public ReadThrough(View view, L1 l1, Leases leases, WallClock wall, CacheMetrics metrics) {
    this.view = view;
    this.l1 = l1;
    this.leases = leases;
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
   * Reads from Redis, together with whoever reads the same key now.
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
    return leases
        .obtain(partition)
        .compose(
            lease -> read.get().compose(found -> checkRun(runId.apply(found), lease).map(found)));
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
    Load fresh = new Load(partition, lease.epoch());
    Load load = l1.joinOrBegin(key, fresh);
    if (load != fresh) {
      metrics.collapsed();
      return load.future().map(read -> read.from(Source.L2_COLLAPSED));
    }
    // Begun before Redis is asked, so that no invalidation can slip between.
    view.read(CellName.of(key))
        .compose(
            reading -> checkRun(reading.runId(), lease).map(_ -> found(partition, reading.cell())))
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

  private Read found(int partition, @Nullable Cell cell) {
    if (cell == null) {
      return new Read(new Lookup.Absent(Lookup.NOTHING), null, Source.L2);
    }
    Sighting sighting = new Sighting(Session.ofCell(partition, cell, wall.millis()));
    return new Read(Lookup.of(cell, sighting), cell.held().isEmpty() ? null : cell, Source.L2);
  }
}
