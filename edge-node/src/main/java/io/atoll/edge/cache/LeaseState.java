package io.atoll.edge.cache;

import io.atoll.edge.cache.LeaseEffect.Reason;
import io.atoll.edge.cache.LeaseEvent.Granted;
import io.atoll.edge.cache.LeaseEvent.Invalidated;
import io.atoll.edge.cache.LeaseEvent.Tick;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an edge knows of its lease on one partition, and so whether it may serve that partition from
 * memory. Pure: {@link #step} is the whole protocol.
 *
 * <p>The applier acknowledges a change when every edge that held a lease as the change was made has
 * dropped it, or one lease length later. So an edge may serve an entry as long as it <em>holds</em>
 * a lease and has processed every change made before that lease was granted:
 *
 * <ul>
 *   <li>A grant whose sequence number has been reached extends the lease.
 *   <li>A grant that is ahead of it waits ({@link Pending}) for the missing messages, while the
 *       former lease runs on. When that ends first, everything is dropped and the grant counts:
 *       with nothing in memory nothing can be stale.
 *   <li>A message with the next sequence number drops its keys. An old one drops them again, which
 *       does no harm. One further ahead shows that another is missing: everything is dropped.
 *   <li>Another run id means that the numbers have started again: everything is dropped.
 * </ul>
 *
 * <p>Everything is dropped by raising the {@code epoch}: an entry belongs to the epoch in which its
 * load began, so loads under way are dropped too.
 *
 * @param run the Redis of the current lease; null: none was ever granted, or it can't be trusted
 * @param processed every change up to this sequence number has been dropped from memory
 * @param epoch entries of another epoch are not served
 * @param askedNanos when the newest grant was asked for
 * @param endNanos when the lease ends
 */
record LeaseState(
    @Nullable String run,
    long processed,
    long epoch,
    long askedNanos,
    long endNanos,
    @Nullable Pending pending) {

  /** A grant that waits for messages up to its sequence number. */
  record Pending(long sequence, long endNanos) {}

  /** The next state, and what to do before it is acted upon. */
  record Step(LeaseState state, List<LeaseEffect> effects) {}

  /** No lease yet. */
  static LeaseState initial(long nowNanos) {
    return new LeaseState(null, 0, 0, nowNanos, nowNanos, null);
  }

  /** Whether entries of this state's epoch may be served now. */
  boolean holds(long nowNanos) {
    return run != null && nowNanos - endNanos < 0;
  }

  /** Takes an event that happens now. */
  Step step(LeaseEvent event, long nowNanos) {
    List<LeaseEffect> effects = new ArrayList<>(1);
    LeaseState settled = settle(nowNanos, effects);
    LeaseState next =
        switch (event) {
          case Granted granted -> settled.granted(granted, nowNanos, effects);
          case Invalidated invalidated -> settled.invalidated(invalidated, nowNanos, effects);
          case Tick() -> settled;
        };
    return new Step(next, effects);
  }

  /** Ends the wait for missing messages with the lease under which it began. */
  private LeaseState settle(long nowNanos, List<LeaseEffect> effects) {
    if (pending == null || holds(nowNanos)) {
      return this;
    }
    return dropAll(Reason.LAPSE, effects).at(pending.sequence).until(pending.endNanos);
  }

  private LeaseState granted(Granted grant, long nowNanos, List<LeaseEffect> effects) {
    if (grant.askedNanos() - askedNanos < 0) {
      return this; // overtaken by a later one
    }
    if (!grant.run().equals(run)) {
      return new LeaseState(
          grant.run(),
          grant.sequence(),
          dropAll(Reason.NEW_RUN, effects).epoch,
          grant.askedNanos(),
          grant.endNanos(),
          null);
    }
    LeaseState asked = new LeaseState(run, processed, epoch, grant.askedNanos(), endNanos, pending);
    if (grant.sequence() <= processed) {
      return asked.until(grant.endNanos());
    }
    if (holds(nowNanos)) {
      return asked.waitingFor(new Pending(grant.sequence(), grant.endNanos()));
    }
    return asked.dropAll(Reason.LAPSE, effects).at(grant.sequence()).until(grant.endNanos());
  }

  private LeaseState invalidated(Invalidated change, long nowNanos, List<LeaseEffect> effects) {
    if (run == null) {
      return this; // nothing is held
    }
    if (change.run() != null && !change.run().equals(run)) {
      LeaseState dropped = dropAll(Reason.NEW_RUN, effects);
      return new LeaseState(null, 0, dropped.epoch, askedNanos, nowNanos, null);
    }
    if (change.sequence() > processed + 1) {
      return dropAll(Reason.GAP, effects).at(change.sequence()).resumed();
    }
    effects.add(new LeaseEffect.DropKeys(change.keys()));
    return at(Math.max(processed, change.sequence())).resumed();
  }

  private LeaseState dropAll(Reason reason, List<LeaseEffect> effects) {
    effects.add(new LeaseEffect.DropAll(reason));
    return new LeaseState(run, processed, epoch + 1, askedNanos, endNanos, pending);
  }

  private LeaseState at(long sequence) {
    return new LeaseState(run, sequence, epoch, askedNanos, endNanos, pending);
  }

  private LeaseState waitingFor(Pending grant) {
    return new LeaseState(run, processed, epoch, askedNanos, endNanos, grant);
  }

  /** Extends the lease; nothing waits any more. A grant may end before one taken earlier does. */
  private LeaseState until(long grantEndNanos) {
    long end = grantEndNanos - endNanos > 0 ? grantEndNanos : endNanos;
    return new LeaseState(run, processed, epoch, askedNanos, end, null);
  }

  /** Takes the waiting grant if the messages it waited for are here. */
  private LeaseState resumed() {
    return pending != null && processed >= pending.sequence ? until(pending.endNanos) : this;
  }
}
