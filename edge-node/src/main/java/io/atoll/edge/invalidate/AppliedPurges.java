package io.atoll.edge.invalidate;

import io.atoll.core.operation.Key;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.DropListener;
import io.atoll.edge.cache.Reaching;
import io.atoll.replication.announce.Visible;
import io.atoll.replication.view.Lease;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far all edges of this region have come with purges, and since when.
 *
 * <p>It is the applier that knows: it calls a change visible when every edge that held a lease as
 * it was made has confirmed that it dropped what changed, or has lost that lease. The first such
 * word that includes a purge is the moment at which the purge is applied here. If the word is lost,
 * a lease that shows the change says the same one lease length later. Safe for use by many threads.
 */
public final class AppliedPurges implements DropListener {
  /** Moments kept, the newest of all partitions together: some hundred bytes each. */
  static final int MOMENTS_MAX = 4_096;

  /** Purges of a partition that are on their way to the other edges. */
  private static final int COMING_MAX = 4_096;

  /** Everything before the watermark was applied at this time at the latest. */
  private record Moment(Watermark upTo, long millis) {}

  /** What a lease showed counts from then on. */
  private record Proof(String run, Watermark upTo, long dueNanos) {}

  private static final class Partition {
    final Reaching waiting = new Reaching();
    final Deque<Moment> moments = new ArrayDeque<>();

    /** Numbers of the changes that were purges and are not applied everywhere yet. */
    final TreeSet<Long> coming = new TreeSet<>();

    @Nullable String run;
    Watermark applied = Watermark.ZERO;
    @Nullable Proof proof;
  }

  private final List<Partition> partitions;
  private final int momentsMax;
  private final Duration leaseLength;
  private final WallClock wall;
  private final MonotonicClock clock;

  /**
   * @param leaseLength how long another edge may serve what this one no longer does
   */
  public AppliedPurges(int partitions, Duration leaseLength, WallClock wall, MonotonicClock clock) {
    List<Partition> all = new ArrayList<>(partitions);
    for (int i = 0; i < partitions; i++) {
      all.add(new Partition());
    }
    this.partitions = List.copyOf(all);
    this.momentsMax = Math.max(16, MOMENTS_MAX / partitions);
    this.leaseLength = leaseLength;
    this.wall = wall;
    this.clock = clock;
  }

  @Override
  public void dropped(int partition, long sequence, Key key) {
    if (Purge.of(key).isPresent()) {
      Partition of = partitions.get(partition);
      synchronized (of) {
        of.coming.add(sequence);
        if (of.coming.size() > COMING_MAX) {
          of.coming.pollFirst();
        }
      }
    }
  }

  @Override
  public void droppedAll(int partition, long reached, long from) {
    // Purges that were missed are applied all the same; it is not known since when.
  }

  /** Takes the applier's word. */
  public void visible(Visible visible) {
    Partition of = partitions.get(visible.partition());
    synchronized (of) {
      reached(of, visible.runId(), visible.watermark());
      if (!of.coming.isEmpty() && of.coming.first() <= visible.sequence()) {
        of.coming.headSet(visible.sequence(), true).clear();
        of.moments.add(new Moment(of.applied, wall.millis()));
        if (of.moments.size() > momentsMax) {
          of.moments.remove();
        }
      }
    }
    look(of);
  }

  /** Takes a lease that was granted. */
  public void granted(int partition, Lease lease) {
    Partition of = partitions.get(partition);
    synchronized (of) {
      if (of.proof == null) {
        of.proof =
            new Proof(lease.runId(), lease.watermark(), clock.nanos() + leaseLength.toNanos());
      }
    }
  }

  /** To be called a few times within a lease length. */
  public void tick() {
    for (Partition of : partitions) {
      synchronized (of) {
        Proof proof = of.proof;
        if (proof != null && clock.nanos() - proof.dueNanos >= 0) {
          reached(of, proof.run, proof.upTo);
          of.proof = null;
        }
      }
      look(of);
    }
  }

  private static void reached(Partition of, String run, Watermark upTo) {
    if (run.equals(of.run)) {
      of.applied = of.applied.merge(upTo);
    } else {
      if (of.run != null) {
        // Another Redis: numbers begin anew, and it may lack what the former had.
        of.coming.clear();
      }
      of.run = run;
      of.applied = upTo;
    }
  }

  private void look(Partition of) {
    of.waiting.look(wanted -> covers(of, wanted), clock.nanos());
  }

  private static boolean covers(Partition of, Watermark wanted) {
    synchronized (of) {
      return of.applied.covers(wanted);
    }
  }

  /** What has become of a purge here. */
  RegionState state(Position purge) {
    if (purge.partition() >= partitions.size()) {
      return new RegionState.Pending("it is of a platform with more partitions");
    }
    Partition of = partitions.get(purge.partition());
    synchronized (of) {
      if (!of.applied.covers(purge)) {
        return new RegionState.Pending("it has not come here, or not to every edge");
      }
      for (Moment moment : of.moments) {
        if (moment.upTo.covers(purge)) {
          return new RegionState.Applied(moment.millis);
        }
      }
      return new RegionState.Applied(null);
    }
  }

  /**
   * What has become of a purge here, as soon as it is applied.
   *
   * @param patience how long that is waited for at most
   */
  Future<RegionState> await(Position purge, Duration patience) {
    RegionState now = state(purge);
    if (now instanceof RegionState.Applied
        || patience.isZero()
        || purge.partition() >= partitions.size()) {
      return Future.succeededFuture(now);
    }
    Partition of = partitions.get(purge.partition());
    Future<Boolean> reached =
        of.waiting.await(
            Watermark.ZERO.advance(purge.incarnation(), purge.offset() + 1),
            clock.nanos() + patience.toNanos());
    look(of); // it may have been applied just before
    return reached.map(_ -> state(purge));
  }
}
