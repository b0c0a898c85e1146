package io.atoll.edge.write;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many writes, and bytes of values, may be under way at one time on this edge. */
public final class WriteBudget {
  private final int writesMax;
  private final long bytesMax;
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  public WriteBudget(int writesMax, long bytesMax) {
    this.writesMax = writesMax;
    this.bytesMax = bytesMax;
  }

  /** Takes one write of that many bytes, or nothing if that would exceed a bound. */
  public boolean tryAcquire(int size) {
    boolean fits = writes.incrementAndGet() <= writesMax;
    fits &= bytes.addAndGet(size) <= bytesMax;
    if (!fits) {
      release(size);
    }
    return fits;
  }

  /** Gives back what was acquired. */
  public void release(int size) {
    writes.decrementAndGet();
    bytes.addAndGet(-size);
  }
}
