package io.atoll.edge.cache;

import io.atoll.core.position.Watermark;
import io.atoll.edge.cache.LeaseEffect.Reason;
import io.atoll.edge.cache.LeaseEvent.Granted;
import io.atoll.edge.cache.LeaseEvent.Invalidated;
import io.atoll.edge.cache.LeaseEvent.Tick;
import io.atoll.edge.cache.LeaseEvent.Visible;
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
 * <p>What a client has seen may be served to it once the state has <em>reached</em> it: a grant
 * says how far the view has come, and counts once the changes up to its sequence number are dropped
 * here. The applier's word that a watermark is visible counts at once, since it is given only when
 * every edge has dropped what changed, or has lost its lease and will drop everything.
 *
 * <p>Everything is dropped by raising the {@code epoch}: an entry belongs to the epoch in which its
 * load began, so loads under way are dropped too. What was reached is forgotten with it, until the
 * next grant says it anew.
 *
 * @param run the Redis of the current lease; null: none was ever granted, or it can't be trusted
 * @param processed every change up to this sequence number has been dropped from memory
 * @param epoch entries of another epoch are not served
 * @param askedNanos when the newest grant was asked for
 * @param endNanos when the lease ends
 * @param reached what of every log shows in everything that is served under the lease
 */
record LeaseState(
    @Nullable String run,
    long processed,
    long epoch,
    long askedNanos,
    long endNanos,
    @Nullable Pending pending,
    Watermark reached) {

  /** A grant that waits for messages up to its sequence number. */
  record Pending(long sequence, Watermark watermark, long endNanos) {}

  /** The next state, and what to do before it is acted upon. */
  record Step(LeaseState state, List<LeaseEffect> effects) {}

  /** No lease yet. */
  static LeaseState initial(long nowNanos) {
    return new LeaseState(null, 0, 0, nowNanos, nowNanos, null, Watermark.ZERO);
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
          case Visible visible -> settled.visible(visible);
          case Tick() -> settled;
        };
    return new Step(next, effects);
  }

  /** Ends the wait for missing messages with the lease under which it began. */
  private LeaseState settle(long nowNanos, List<LeaseEffect> effects) {
    if (pending == null || holds(nowNanos)) {
      return this;
    }
    return dropAll(Reason.LAPSE, effects).at(pending.sequence).resumed();
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
          null,
          grant.watermark());
    }
    Pending granted = new Pending(grant.sequence(), grant.watermark(), grant.endNanos());
    LeaseState asked =
        new LeaseState(run, processed, epoch, grant.askedNanos(), endNanos, granted, reached);
    if (grant.sequence() <= processed || holds(nowNanos)) {
      return asked.resumed();
    }
    return asked.dropAll(Reason.LAPSE, effects).at(grant.sequence()).resumed();
  }

  private LeaseState invalidated(Invalidated change, long nowNanos, List<LeaseEffect> effects) {
    if (run == null) {
      return this; // nothing is held
    }
    if (change.run() != null && !change.run().equals(run)) {
      LeaseState dropped = dropAll(Reason.NEW_RUN, effects);
      return new LeaseState(null, 0, dropped.epoch, askedNanos, nowNanos, null, Watermark.ZERO);
    }
    if (change.sequence() > processed + 1) {
      return dropAll(Reason.GAP, effects).at(change.sequence()).resumed();
    }
    effects.add(new LeaseEffect.DropKeys(change.sequence(), change.keys()));
    return at(Math.max(processed, change.sequence())).resumed();
  }

  private LeaseState visible(Visible visible) {
    return visible.run().equals(run)
        ? new LeaseState(
            run,
            processed,
            epoch,
            askedNanos,
            endNanos,
            pending,
            reached.merge(visible.watermark()))
        : this;
  }

  private LeaseState dropAll(Reason reason, List<LeaseEffect> effects) {
    effects.add(new LeaseEffect.DropAll(reason));
    // The view may be another one, which lacks what the former had, as after a reseed.
    return new LeaseState(run, processed, epoch + 1, askedNanos, endNanos, pending, Watermark.ZERO);
  }

  private LeaseState at(long sequence) {
    return new LeaseState(run, sequence, epoch, askedNanos, endNanos, pending, reached);
  }

  /**
   * Takes the waiting grant if the messages it waited for are here. A grant may end before one
   * taken earlier does.
   */
  private LeaseState resumed() {
    if (pending == null || processed < pending.sequence) {
      return this;
    }
    long end = pending.endNanos - endNanos > 0 ? pending.endNanos : endNanos;
    return new LeaseState(
        run, processed, epoch, askedNanos, end, null, reached.merge(pending.watermark));
  }
}
