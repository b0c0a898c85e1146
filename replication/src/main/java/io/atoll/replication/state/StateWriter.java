package io.atoll.replication.state;

import io.atoll.core.region.RegionId;
import io.atoll.replication.cell.CellName;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes one partition of the state topic, on a thread of its own, so that the applier does not
 * wait for it: of a cell that changes often only some versions are written.
 *
 * <p>States: <em>open</em> (others are fenced), <em>failed</em> (the next call says why; what was
 * not written is read from the logs again by whoever opens the next writer), <em>closed</em>.
 */
public final class StateWriter implements AutoCloseable {
  /** How much an emptied Redis has to replay, in time. */
  private static final Duration FLUSH_EVERY = Duration.ofSeconds(2);

  /** Of changed cells that wait; at this many a flush begins, and the applier waits. */
  private static final long BYTES_MAX = 4L << 20;

  /** What a cell takes here beside its bytes. */
  private static final long OVERHEAD_BYTES = 256;

  private static final int TIMEOUT_MILLIS = 5_000;

  private final StateProducer producer;
  private final Timer flushes;
  private final Thread thread;
  private Map<CellName, byte @Nullable []> changed = new LinkedHashMap<>();
  private long changedBytes;
  private @Nullable Coverage coverage;
  private @Nullable RuntimeException failure;
  private boolean closed;

  private StateWriter(StateProducer producer, Timer flushes) {
    this.producer = producer;
    this.flushes = flushes;
    thread = Thread.ofVirtual().name("state-" + producer.partition()).unstarted(this::work);
  }

  /** Fences every other writer of this partition, and returns when none can commit any more. */
  public static StateWriter open(String bootstrap, RegionId region, int partition, Timer flushes) {
    StateWriter writer = new StateWriter(StateProducer.open(bootstrap, region, partition), flushes);
    writer.thread.start();
    return writer;
  }

  /**
   * Takes cells that changed, as they are stored, and the coverage with them. Returns at once
   * unless too many wait.
   *
   * @throws StateFencedException if another writer took over
   * @throws KafkaException if an earlier flush failed
   */
  public synchronized void changed(Map<CellName, byte[]> cells, Coverage covered)
      throws InterruptedException {
    awaitRoom();
    cells.forEach(this::change);
    covered(covered);
  }

  /** Takes cells that were removed for good; else as {@link #changed}. */
  public synchronized void forgotten(Collection<CellName> cells, Coverage covered)
      throws InterruptedException {
    awaitRoom();
    cells.forEach(name -> change(name, null));
    covered(covered);
  }

  private void change(CellName name, byte @Nullable [] cell) {
    if (changed.containsKey(name)) {
      changedBytes -= size(changed.get(name));
    }
    changed.put(name, cell);
    changedBytes += size(cell);
  }

  private static long size(byte @Nullable [] cell) {
    return OVERHEAD_BYTES + (cell == null ? 0 : cell.length);
  }

  private boolean isFull() {
    return changedBytes >= BYTES_MAX;
  }

  /** Wakes the thread when there is something to do, and not for every change. */
  private void covered(Coverage covered) {
    boolean first = coverage == null;
    coverage = covered;
    if (first || isFull()) {
      notifyAll();
    }
  }

  private void awaitRoom() throws InterruptedException {
    while (isFull() && failure == null) {
      wait();
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void work() {
    try {
      while (awaitWork()) {
        flush();
      }
      flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      synchronized (this) {
        failure = e;
        notifyAll();
      }
    } finally {
      producer.close();
    }
  }

  /** Returns when it is time to flush; false: for the last time. */
  private synchronized boolean awaitWork() throws InterruptedException {
    while (coverage == null && !closed) {
      wait();
    }
    long end = System.nanoTime() + FLUSH_EVERY.toNanos();
    for (long left = FLUSH_EVERY.toMillis();
        !closed && !isFull() && left > 0;
        left = Duration.ofNanos(end - System.nanoTime()).toMillis()) {
      wait(left);
    }
    return !closed;
  }

  private void flush() {
    Map<CellName, byte @Nullable []> cells;
    Coverage covered;
    synchronized (this) {
      covered = coverage;
      cells = changed;
      changed = new LinkedHashMap<>();
      changedBytes = 0;
      coverage = null;
      notifyAll();
    }
    if (covered != null) {
      flushes.record(() -> commit(cells, covered));
    }
  }

  private void commit(Map<CellName, byte @Nullable []> cells, Coverage covered) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(cells.size() + 1);
    cells.forEach((name, cell) -> records.add(producer.record(name.bytes(), cell)));
    records.add(producer.record(covered));
    producer.commit(records);
  }

  /** Writes what waits, and ends. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      if (!thread.join(Duration.ofMillis(TIMEOUT_MILLIS))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
