package io.atoll.edge.page;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;

/**
 * Copies outside the heap of the bodies that are sent most, so that sending one copies nothing. The
 * bodies in the heap remain, and do whenever a copy is not there. Bounded in bytes; room is made by
 * letting go of copies that were not sent lately (second chance). Safe for use by many threads.
 */
final class OutsideBodies {
  /** Looked at for one to let go; a body that finds none asks again later. */
  private static final int LOOKED_AT_MAX = 8;

  /** No pool: it would use an object again, and a late taker could not tell. */
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

  private final long bytesMax;
  private final Runnable grown;
  private final ArrayDeque<OutsideBody> present = new ArrayDeque<>();
  private long bytes;

  /**
   * @param grown told after more bytes are taken, without a lock held
   */
  OutsideBodies(long bytesMax, Runnable grown) {
    this.bytesMax = bytesMax;
    this.grown = grown;
  }

  /** How many bytes the copies take. */
  synchronized long bytes() {
    return bytes;
  }

  /** How many bytes are allocated: also of copies let go whose writes are not done. */
  long allocatedBytes() {
    return allocator.metric().usedDirectMemory();
  }

  /** Makes a copy if there is room, or others can be let go for it. */
  void admit(OutsideBody body) {
    boolean admitted;
    synchronized (this) {
      admitted = body.isKept() && !body.isPresent() && makeRoom(body.bytes());
      if (admitted) {
        body.fill(allocator);
        present.add(body);
        bytes += body.bytes();
      }
    }
    if (admitted) {
      grown.run();
    }
  }

  private boolean makeRoom(int wanted) {
    // Those let go whose writes are not done take their bytes still.
    long writing = allocatedBytes() - bytes;
    if (writing + wanted > bytesMax) {
      return false;
    }
    for (int i = 0; allocatedBytes() + wanted > bytesMax; i++) {
      if (i == LOOKED_AT_MAX || present.isEmpty()) {
        return false;
      }
      OutsideBody oldest = present.removeFirst();
      if (oldest.wasSent()) {
        present.addLast(oldest);
      } else {
        bytes -= oldest.bytes();
        oldest.empty();
      }
    }
    return true;
  }

  /** Lets go of a copy, if there is one. */
  synchronized void release(OutsideBody body) {
    if (body.isPresent() && present.remove(body)) {
      bytes -= body.bytes();
      body.empty();
    }
  }
}
