package io.atoll.bench.writes;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Drives a path by a number of lanes for a time. */
final class Drive {
  /** Longer than anything waits for an answer. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  private final int lanes;

  Drive(int lanes) {
    this.lanes = lanes;
  }

  /** Every lane writes as fast as it is answered; gives the times of all writes, in nanoseconds. */
  long[] fast(WritePath path, Duration time) throws IOException, InterruptedException {
    Run run = new Run(System.nanoTime() + time.toNanos());
    try (Lanes opened = path.open(lanes, run)) {
      run.opened = opened;
      for (int lane = 0; lane < lanes; lane++) {
        run.begin(lane, System.nanoTime());
      }
      run.awaitAll();
    }
    return run.times.taken();
  }

  /**
   * Writes are due at an even pace, whether earlier ones are answered or not; gives the times from
   * when each was due, in nanoseconds.
   */
  long[] paced(WritePath path, int perSecond, Duration time)
      throws IOException, InterruptedException {
    Run run = new Run(System.nanoTime());
    try (Lanes opened = path.open(lanes, run)) {
      run.opened = opened;
      for (int lane = 0; lane < lanes; lane++) {
        run.free.add(lane);
      }
      long began = System.nanoTime();
      long count = perSecond * time.toMillis() / 1_000;
      for (long n = 0; n < count; n++) {
        long due = began + n * 1_000_000_000L / perSecond;
        for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
          LockSupport.parkNanos(early);
        }
        run.begin(run.awaitFree(), due);
      }
      run.awaitAll();
    }
    return run.times.taken();
  }

  /** One run over all lanes. A lane writes again at once until the time is up; then it is free. */
  private final class Run implements Lanes.Listener {
    final BlockingQueue<Integer> free = new LinkedBlockingQueue<>();
    final Times times = new Times();
    private final AtomicLongArray began = new AtomicLongArray(lanes);
    private final AtomicLongArray numbers = new AtomicLongArray(lanes);
    private final long endNanos;
    private volatile @Nullable Lanes opened;
    private volatile @Nullable Exception failure;

    Run(long endNanos) {
      this.endNanos = endNanos;
      for (int lane = 0; lane < lanes; lane++) {
        numbers.set(lane, lane);
      }
    }

    void begin(int lane, long since) throws IOException {
      Lanes on = opened;
      if (on != null) {
        began.set(lane, since);
        on.begin(lane, numbers.getAndAdd(lane, lanes));
      }
    }

    @Override
    public void acknowledged(int lane) {
      long now = System.nanoTime();
      times.add(now - began.get(lane));
      if (now - endNanos >= 0) {
        free.add(lane);
        return;
      }
      try {
        begin(lane, now);
      } catch (IOException e) {
        failed(e);
      }
    }

    @Override
    public void failed(Exception reason) {
      failure = reason;
    }

    int awaitFree() throws IOException, InterruptedException {
      Integer lane = free.poll(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
      Exception failed = failure;
      if (failed != null || lane == null) {
        throw new IOException("a write was not acknowledged", failed);
      }
      return lane;
    }

    void awaitAll() throws IOException, InterruptedException {
      List<Integer> all = new ArrayList<>();
      while (all.size() < lanes) {
        long left = endNanos - System.nanoTime();
        if (left > 0) {
          TimeUnit.NANOSECONDS.sleep(left);
        }
        all.add(awaitFree());
      }
    }
  }

  /** Nanoseconds, as many as come. */
  private static final class Times {
    private long[] nanos = new long[1024];
    private int size;

    void add(long one) {
      if (size == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * size);
      }
      nanos[size++] = one;
    }

    long[] taken() {
      return Arrays.copyOf(nanos, size);
    }
  }
}
