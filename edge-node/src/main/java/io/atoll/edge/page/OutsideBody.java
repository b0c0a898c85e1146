package io.atoll.edge.page;

import io.atoll.edge.server.QuickAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * One body's place outside the heap. <em>Absent</em> at first; asks its {@link OutsideBodies} for
 * room when it has been sent often, and is then <em>present</em> until those let it go, which they
 * may do at any time: writes under way hold the copy until they are done, later ones take the bytes
 * from the heap. Safe for use by many threads.
 */
final class OutsideBody implements QuickAnswer.Outside {
  /** A smaller one is copied sooner than it is written as a piece of its own. */
  static final int BYTES_MIN = 4 << 10;

  /** One that has been sent this often is likely to be sent again. */
  static final int SENT_MIN = 16;

  private final Buffer body;
  private volatile @Nullable OutsideBodies keeper;
  private volatile @Nullable ByteBuf copy;

  // Counted roughly: an update lost between threads delays the next question for room, no more.
  private int sent;
  private boolean recent;

  OutsideBody(Buffer body) {
    this.body = body;
  }

  int bytes() {
    return body.length();
  }

  /** Its page is stored; it may ask for room from now on. */
  void kept(OutsideBodies by) {
    keeper = by;
  }

  /** Its page is not stored any more. */
  void dropped() {
    OutsideBodies by = keeper;
    keeper = null;
    if (by != null) {
      by.release(this);
    }
  }

  /** Whether there is a copy to be taken; counts as sent if there is none. */
  boolean isThere() {
    if (copy != null) {
      return true;
    }
    OutsideBodies by = keeper;
    if (++sent % SENT_MIN == 0 && by != null) {
      by.admit(this);
    }
    return false;
  }

  @Override
  public @Nullable ByteBuf take() {
    ByteBuf present = isThere() ? copy : null;
    if (present == null) {
      return null;
    }
    if (!recent) {
      recent = true;
    }
    try {
      return present.retainedDuplicate();
    } catch (IllegalReferenceCountException e) {
      return null; // let go between the two lines
    }
  }

  /** Whether it is still one that may be present. */
  boolean isKept() {
    return keeper != null;
  }

  boolean isPresent() {
    return copy != null;
  }

  /** Whether it was sent since this was asked last. */
  boolean wasSent() {
    boolean was = recent;
    recent = false;
    return was;
  }

  /** Makes the copy. Called by its keeper, under its lock. */
  void fill(ByteBufAllocator allocator) {
    ByteBuf filled = allocator.directBuffer(bytes(), bytes());
    filled.writeBytes(((BufferInternal) body).getByteBuf());
    copy = filled;
  }

  /** Lets it go. Called by its keeper, under its lock. */
  void empty() {
    ByteBuf present = copy;
    copy = null;
    if (present != null) {
      present.release();
    }
  }
}
