package io.atoll.edge.page;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The bytes that answers may take in memory, in whatever form, all together. What is <em>under
 * way</em> (bodies that come, and who waits for them) comes first, up to its share, since it can't
 * be dropped; so do copies <em>outside</em> the heap, and what is known <em>besides</em>, that is
 * of purges. What is stored has all the rest, and gives way at once. Safe for use by many threads.
 */
public final class MemoryBudget {
  /** What is under way may take one part in so many. */
  static final int UNDER_WAY_SHARE = 4;

  /** What is stored gives way in steps of one part in so many: each costs a lock. */
  private static final int STEPS = 128;

  private final long bytesMax;
  private final LongSupplier besides;
  private final long step;
  private final AtomicLong underWay = new AtomicLong();
  private final LongAdder refused = new LongAdder();
  private volatile long setAside;
  private long outside;
  private LongConsumer stored = _ -> {};

  /**
   * @param bytesMax of all of it together
   * @param besides how many bytes are taken by what is known of purges
   */
  public MemoryBudget(long bytesMax, LongSupplier besides) {
    this.bytesMax = bytesMax;
    this.besides = besides;
    step = Math.max(1, bytesMax / STEPS);
  }

  /** Of all together. */
  public long bytesMax() {
    return bytesMax;
  }

  /** How many bytes bodies that come take, and those who wait for them. */
  public long underWayBytes() {
    return underWay.get();
  }

  /** How many bytes are taken by what is known of purges. */
  public long besidesBytes() {
    return besides.getAsLong();
  }

  /** How often there was no room for what would have been under way. */
  public long refused() {
    return refused.sum();
  }

  /**
   * Who keeps what is stored.
   *
   * @param allowed told how many bytes that may take, now and when it changes; when it returns,
   *     they take no more
   */
  synchronized void stored(LongConsumer allowed) {
    stored = allowed;
    fit();
  }

  /** Copies outside the heap take so many bytes now. */
  synchronized void outside(long bytes) {
    outside = bytes;
    fit();
  }

  /** Takes bytes for what comes, if its share has room. */
  public boolean reserve(long bytes) {
    while (true) {
      long now = underWay.get();
      long next = now + bytes;
      if (next > bytesMax / UNDER_WAY_SHARE) {
        refused.increment();
        return false;
      }
      setAside(next);
      if (underWay.compareAndSet(now, next)) {
        return true;
      }
    }
  }

  /** Whether the share of what comes has room for so many bytes. */
  boolean hasRoom(long bytes) {
    boolean room = underWay.get() + bytes <= bytesMax / UNDER_WAY_SHARE;
    if (!room) {
      refused.increment();
    }
    return room;
  }

  /**
   * Counts bytes as under way that were stored up to now; below zero: the other way round. What is
   * stored gives way for them when something is taken next, since it is what is calling.
   */
  void linger(long bytes) {
    underWay.addAndGet(bytes);
  }

  /** Takes bytes for what is there already, whether there is room or not. */
  public void take(long bytes) {
    setAside(underWay.get() + bytes);
    // Others may have taken some meanwhile.
    setAside(underWay.addAndGet(bytes));
  }

  /** Gives bytes back. */
  public void release(long bytes) {
    long now = underWay.addAndGet(-bytes);
    // Not at once, so that what comes and goes makes no step each time.
    if (now + 4 * step < setAside) {
      giveBack();
    }
  }

  private void setAside(long bytes) {
    if (bytes > setAside) {
      grow(bytes);
    }
  }

  private synchronized void grow(long bytes) {
    if (bytes > setAside) {
      setAside = (bytes / step + 1) * step;
      fit();
    }
  }

  private synchronized void giveBack() {
    setAside = (underWay.get() / step + 2) * step;
    fit();
    // What was taken meanwhile saw the former value.
    setAside(underWay.get());
  }

  private void fit() {
    long others = setAside + outside + besides.getAsLong();
    stored.accept(Math.max(0, bytesMax - others));
  }
}
