package io.atoll.edge.cache;

import io.atoll.core.time.MonotonicClock;
import io.atoll.replication.view.KeyPage;
import io.atoll.replication.view.View;
import io.atoll.replication.view.ViewUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills {@link KnownKeys} in the background: passes through the keys of the region's Redis, a page
 * at a time, for all partitions that want a filter as the pass begins. A partition whose lease
 * comes into another epoch falls out of the pass.
 */
public final class KeyScan {
  /** How often {@link #tick} is to be called. */
  public static final Duration PERIOD = Duration.ofMillis(10);

  /** Before another pass, or another try: about what it takes a lost lease to be held again. */
  private static final Duration PAUSE = View.LEASE_MAX;

  private static final Logger log = LoggerFactory.getLogger(KeyScan.class);

  /**
   * One pass.
   *
   * @param run the Redis that it goes through
   * @param filling the partitions' filters
   */
  private record Pass(String run, Map<Integer, KnownKeys.Generation> filling) {}

  private final View view;
  private final Leases leases;
  private final KnownKeys known;
  private final int pageSize;
  private final MonotonicClock clock;
  private final CacheMetrics metrics;

  private @Nullable Pass pass;
  private String cursor = KeyPage.START;

  /** How many cells there are in all, by the last page; -1: there was none. */
  private long total = -1;

  private boolean asking;
  private long pauseEndNanos;

  /**
   * @param rate how many cells to look at in a second
   */
  public KeyScan(
      View view,
      Leases leases,
      KnownKeys known,
      int rate,
      MonotonicClock clock,
      CacheMetrics metrics) {
    this.view = view;
    this.leases = leases;
    this.known = known;
    this.clock = clock;
    this.metrics = metrics;
    pageSize = (int) Math.max(1, rate * PERIOD.toMillis() / 1_000);
    pauseEndNanos = clock.nanos();
    metrics.known(known);
  }

  /** Asks for one page at most, without waiting for it. */
  public synchronized void tick() {
    if (asking || clock.nanos() - pauseEndNanos < 0) {
      return;
    }
    if (pass == null) {
      pass = begin();
    }
    Pass now = pass;
    if (now == null) {
      return;
    }
    now.filling.entrySet().removeIf(one -> isOver(one.getKey(), one.getValue()));
    if (now.filling.isEmpty()) {
      end(CacheMetrics.Scan.LOST);
      return;
    }
    asking = true;
    view.keys(List.copyOf(now.filling.keySet()), cursor, pageSize)
        .onComplete(page -> take(now, page), failure -> failed(now, failure));
  }

  /** Whom a filter is wanted for; null: for nobody, or it is to be found out how large first. */
  private @Nullable Pass begin() {
    Map<Integer, LeaseState> wanting = new HashMap<>();
    String run = null;
    for (int partition = 0; partition < leases.partitions(); partition++) {
      LeaseState lease = leases.held(partition);
      if (lease != null && known.wants(partition, lease.epoch())) {
        run = run == null ? lease.run() : run;
        if (run != null && run.equals(lease.run())) {
          wanting.put(partition, lease);
        }
      }
    }
    if (run == null) {
      return null;
    }
    if (total < 0) {
      askForTotal();
      return null;
    }
    Map<Integer, KnownKeys.Generation> filling = new HashMap<>();
    wanting.forEach((partition, lease) ->
        filling.put(partition, known.begin(partition, lease.epoch(), total / leases.partitions())));
    cursor = KeyPage.START;
    return new Pass(run, filling);
  }

  private void askForTotal() {
    asking = true;
    view.keys(List.of(), KeyPage.START, 1)
        .onComplete(
            page -> {
              synchronized (this) {
                asking = false;
                total = page.total();
              }
            },
            failure -> {
              synchronized (this) {
                pause(failure);
              }
            });
  }

  private boolean isOver(int partition, KnownKeys.Generation generation) {
    boolean over = leases.epoch(partition) != generation.epoch();
    if (over) {
      known.abandon(partition);
    }
    return over;
  }

  private synchronized void take(Pass of, KeyPage page) {
    asking = false;
    if (!page.runId().equals(of.run)) {
      of.filling.keySet().forEach(known::abandon);
      end(CacheMetrics.Scan.LOST);
      return;
    }
    total = page.total();
    page.keys()
        .forEach(key -> {
          KnownKeys.Generation filling = of.filling.get(key.partition(leases.partitions()));
          if (filling != null) {
            filling.filter().add(key);
          }
        });
    cursor = page.next();
    if (page.isLast()) {
      of.filling.forEach(known::whole);
      end(CacheMetrics.Scan.WHOLE);
    }
  }

  /** Goes on from the same page later, without the partitions that can't be read now. */
  private synchronized void failed(Pass of, Throwable failure) {
    of.filling
        .keySet()
        .removeIf(partition -> {
          boolean lost = leases.held(partition) == null;
          if (lost) {
            known.abandon(partition);
          }
          return lost;
        });
    pause(failure);
  }

  private void pause(Throwable failure) {
    asking = false;
    pauseEndNanos = clock.nanos() + PAUSE.toNanos();
    if (failure instanceof ViewUnavailableException) {
      // Readiness and metrics tell operators.
      log.atDebug().setCause(failure).log("keys not scanned");
    } else {
      log.atError().setCause(failure).log("keys not scanned");
    }
  }

  private void end(CacheMetrics.Scan how) {
    pass = null;
    pauseEndNanos = clock.nanos() + PAUSE.toNanos();
    metrics.scanned(how);
  }
}
