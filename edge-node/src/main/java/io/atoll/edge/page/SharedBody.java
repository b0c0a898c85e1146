package io.atoll.edge.page;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way from an upstream, read by any number of clients, each at its own pace. Safe for
 * use by many threads.
 *
 * <p>Up to its bound everything is kept, so that a reader may begin at any time and the whole can
 * be stored at the end. A body that grows past the bound <em>overflows</em>: it is not stored,
 * nobody else may begin, and what lies further back than the bound is let go. The source is then
 * read as fast as its fastest reader reads; one that falls back further than the bound is cut off.
 * So it goes too when there is no memory for more of it, with what there is for a bound.
 */
public final class SharedBody {
  /** How it goes on after the last chunk there is. */
  public enum State {
    COMING,
    COMPLETE,
    BROKEN
  }

  /**
   * So much may lie between the first and the last reader even if there is no memory for more: who
   * falls back further than that is cut off.
   */
  static final int WINDOW_BYTES = 64 << 10;

  /** Of the body itself and of its fetch. */
  private static final int OVERHEAD_BYTES = 1 << 10;

  /** Of a chunk, however short: its buffer's objects, and its place in the list. */
  private static final int OVERHEAD_PER_CHUNK_BYTES = 200;

  /** As they usually come. */
  private static final int CHUNK_BYTES = 8 << 10;

  private final MemoryBudget budget;
  private final List<Buffer> chunks = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();
  private long bytesMax;
  private long charged;
  private long firstChunk;
  private long keptBytes;
  private long bytes;
  private boolean overflowed;
  private boolean begun;
  private boolean paused;
  private State state = State.COMING;
  private Runnable onRoom = () -> {};
  private Runnable onDeserted = () -> {};

  private SharedBody(long bytesMax, MemoryBudget budget, long charged) {
    this.bytesMax = bytesMax;
    this.budget = budget;
    this.charged = charged;
  }

  /**
   * Begins one; null: there is no memory for it.
   *
   * @param length of all of it; as long as may be if nobody knows
   * @param bytesMax kept at one time, and one chunk more
   */
  public static @Nullable SharedBody begin(long length, long bytesMax, MemoryBudget budget) {
    long kept = Math.min(length, Math.min(bytesMax, WINDOW_BYTES));
    long chunks = 1 + kept / CHUNK_BYTES;
    long charged = kept + OVERHEAD_PER_CHUNK_BYTES * chunks + OVERHEAD_BYTES;
    return budget.reserve(charged) ? new SharedBody(bytesMax, budget, charged) : null;
  }

  /**
   * What its source is to be told.
   *
   * @param onRoom more can be taken, after {@link #append} said no
   * @param onDeserted nobody reads what isn't going to be stored
   */
  public synchronized void source(Runnable onRoom, Runnable onDeserted) {
    this.onRoom = onRoom;
    this.onDeserted = onDeserted;
  }

  /** Takes a chunk, which must not be changed any more. Returns whether another may follow now. */
  public boolean append(Buffer chunk) {
    List<Reader> told;
    boolean room;
    boolean deserted;
    synchronized (this) {
      chunks.add(chunk);
      keptBytes += chunk.length();
      bytes += chunk.length();
      overflowed |= bytes > bytesMax;
      letGo();
      charge();
      room = hasRoom();
      paused = !room;
      told = List.copyOf(readers);
      deserted = overflowed && begun && readers.isEmpty();
    }
    told.forEach(Reader::tell);
    if (deserted) {
      onDeserted.run();
    }
    return room;
  }

  /** If there is no memory for it, it is kept no further than what it has already. */
  private void charge() {
    long more = neededBytes() - charged;
    if (more <= 0) {
      return;
    }
    if (!budget.reserve(more)) {
      overflowed = true;
      bytesMax = Math.max(WINDOW_BYTES, charged);
      letGo();
      more = Math.max(0, neededBytes() - charged);
      budget.take(more);
    }
    charged += more;
  }

  private long neededBytes() {
    return keptBytes + (long) OVERHEAD_PER_CHUNK_BYTES * chunks.size() + OVERHEAD_BYTES;
  }

  /** Nobody has anything more to do with it, as far as it knows. */
  private void release() {
    if (state != State.COMING && readers.isEmpty()) {
      budget.release(charged);
      charged = 0;
    }
  }

  /** Of what lies too far back, what the fastest reader still needs is kept. */
  private void letGo() {
    long needed = 0;
    for (Reader reader : readers) {
      needed = Math.max(needed, reader.nextChunk);
    }
    while (keptBytes > bytesMax && firstChunk < needed) {
      keptBytes -= chunks.removeFirst().length();
      firstChunk++;
    }
  }

  /** Before it overflows there is always room; after, as long as somebody has read half of it. */
  private boolean hasRoom() {
    if (!overflowed) {
      return true;
    }
    long read = 0;
    for (Reader reader : readers) {
      read = Math.max(read, reader.readBytes);
    }
    return bytes - read < bytesMax / 2;
  }

  /** No more comes: it is whole, or broken off. */
  public void end(boolean whole) {
    List<Reader> told;
    synchronized (this) {
      if (state == State.COMING) {
        state = whole ? State.COMPLETE : State.BROKEN;
      }
      told = List.copyOf(readers);
      release();
    }
    told.forEach(Reader::tell);
  }

  /** All of it so far, and this chunk; null if that is more than is kept. */
  public synchronized @Nullable Buffer with(Buffer last) {
    if (overflowed || bytes + last.length() > bytesMax) {
      return null;
    }
    if (chunks.isEmpty()) {
      return last;
    }
    if (chunks.size() == 1 && last.length() == 0) {
      return chunks.getFirst();
    }
    Buffer whole = Buffer.buffer((int) bytes + last.length());
    chunks.forEach(whole::appendBuffer);
    return whole.appendBuffer(last);
  }

  /** Begins to read, from the first byte; null if that is gone, or will be too soon. */
  public synchronized @Nullable Reader reader(Runnable more) {
    // The first may still be on its way here when the body comes.
    if (overflowed && begun) {
      return null;
    }
    begun = true;
    Reader reader = new Reader(more);
    readers.add(reader);
    if (charged == 0) {
      // It has come already, and all but this reader are gone.
      charged = neededBytes();
      budget.take(charged);
    }
    return reader;
  }

  /** One client's place in it. Used by one thread at a time. */
  public final class Reader {
    private final Runnable more;
    private long nextChunk;
    private long readBytes;

    private Reader(Runnable more) {
      this.more = more;
    }

    private void tell() {
      more.run();
    }

    /** The next chunk, or null: none now, see {@link #state}. */
    public @Nullable Buffer poll() {
      Buffer chunk;
      boolean room;
      synchronized (SharedBody.this) {
        if (nextChunk < firstChunk || nextChunk - firstChunk >= chunks.size()) {
          return null;
        }
        chunk = chunks.get((int) (nextChunk - firstChunk));
        nextChunk++;
        readBytes += chunk.length();
        room = paused && hasRoom();
        paused &= !room;
      }
      if (room) {
        onRoom.run();
      }
      return chunk;
    }

    /** Whether more comes after what {@link #poll} has given. */
    public State state() {
      synchronized (SharedBody.this) {
        if (nextChunk < firstChunk) {
          return State.BROKEN;
        }
        return nextChunk - firstChunk < chunks.size() ? State.COMING : state;
      }
    }

    /** Reads no further. */
    public void close() {
      boolean deserted;
      synchronized (SharedBody.this) {
        boolean last = readers.remove(this) && readers.isEmpty();
        deserted = last && overflowed;
        if (last) {
          release();
        }
      }
      if (deserted) {
        onDeserted.run();
      }
    }
  }
}
