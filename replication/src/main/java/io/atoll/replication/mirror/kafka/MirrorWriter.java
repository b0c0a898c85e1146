package io.atoll.replication.mirror.kafka;

import io.atoll.replication.mirror.MirrorPosition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Commits batches on a thread of its own, so that the source is read meanwhile: what comes in while
 * one batch is on its way is the next one. A single record is committed at once, and under load
 * batches grow until reading is as fast as committing.
 *
 * <p>States: <em>open</em>, then <em>failed</em> (every call throws what a commit failed with; what
 * was appended after the last committed batch is gone, and the next session reads it again) or
 * <em>closed</em>.
 */
final class MirrorWriter implements AutoCloseable {
  /** How long a close waits for the thread, which it interrupts. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final int batchBytesMax;
  private final Consumer<MirrorBatch> commit;
  private final Map<Integer, MirrorPosition> positions = new ConcurrentHashMap<>();
  private final Thread thread;
  private MirrorBatch next = new MirrorBatch();
  private boolean committing;
  private boolean closed;
  private @Nullable Throwable failure;

  /**
   * @param begin where the mirror stands
   * @param batchBytesMax a reader that is ahead by this much waits
   * @param commit commits a batch; called on this writer's thread, for one batch after another
   */
  MirrorWriter(
      SortedMap<Integer, MirrorPosition> begin, int batchBytesMax, Consumer<MirrorBatch> commit) {
    this.batchBytesMax = batchBytesMax;
    this.commit = commit;
    positions.putAll(begin);
    thread = Thread.ofVirtual().name("mirror-writer").start(this::work);
  }

  /** Appends records of one partition, which stands at {@code after} once they are committed. */
  synchronized void append(List<ConsumerRecord<byte[], byte[]>> records, MirrorPosition after) {
    awaitWhile(() -> next.bytes() >= batchBytesMax);
    next.append(records, after);
    notifyAll();
  }

  /** Returns when everything appended is committed. */
  synchronized void drain() {
    awaitWhile(() -> committing || !next.isEmpty());
  }

  /** Throws what a commit failed with, if one has. */
  synchronized void throwIfFailed() {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /** The position up to which a partition is committed. */
  MirrorPosition position(int partition) {
    MirrorPosition at = positions.get(partition);
    if (at == null) {
      throw new IllegalArgumentException("partition %d was not opened".formatted(partition));
    }
    return at;
  }

  private synchronized void awaitWhile(BooleanSupplier condition) {
    try {
      while (condition.getAsBoolean() && failure == null) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    throwIfFailed();
  }

  private void work() {
    try {
      for (MirrorBatch batch = take(); batch != null; batch = take()) {
        commit.accept(batch);
        positions.putAll(batch.positions());
      }
    } catch (InterruptedException e) {
      // Closed.
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        failure = e;
        notifyAll();
      }
    }
  }

  private synchronized @Nullable MirrorBatch take() throws InterruptedException {
    committing = false;
    notifyAll();
    while (next.isEmpty() && !closed) {
      wait();
    }
    if (closed) {
      return null;
    }
    MirrorBatch batch = next;
    next = new MirrorBatch();
    committing = true;
    notifyAll();
    return batch;
  }

  /** Ends without committing what waits. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    thread.interrupt();
    try {
      thread.join(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
