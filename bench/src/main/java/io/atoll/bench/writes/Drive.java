package io.atoll.bench.writes;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Drives a path by a number of lanes for a time. */
final class Drive {
  private final int lanes;

  Drive(int lanes) {
    this.lanes = lanes;
  }

  /** Every lane writes as fast as it is answered; gives the times of all writes. */
  long[] fast(WritePath path, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    return each(
        path,
        (lane, number) -> {
          Times times = new Times();
          for (long n = number; System.nanoTime() - end < 0; n += lanes) {
            long began = System.nanoTime();
            lane.write(n);
            times.add(System.nanoTime() - began);
          }
          return times.taken();
        });
  }

  /**
   * Writes are due at an even pace, whether earlier ones are answered or not; gives the times from
   * when each was due.
   */
  long[] paced(WritePath path, int perSecond, Duration time) throws InterruptedException {
    long began = System.nanoTime();
    long count = perSecond * time.toMillis() / 1_000;
    return each(
        path,
        (lane, number) -> {
          Times times = new Times();
          for (long n = number; n < count; n += lanes) {
            long due = began + n * 1_000_000_000L / perSecond;
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
              LockSupport.parkNanos(early);
            }
            lane.write(n);
            times.add(System.nanoTime() - due);
          }
          return times.taken();
        });
  }

  @FunctionalInterface
  private interface Work {
    long[] on(WritePath.Lane lane, int number) throws IOException;
  }

  private long[] each(WritePath path, Work work) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<long[]>> all = new ArrayList<>();
      for (int i = 0; i < lanes; i++) {
        int number = i;
        all.add(() -> {
          try (WritePath.Lane lane = path.lane()) {
            return work.on(lane, number);
          }
        });
      }
      Times times = new Times();
      for (Future<long[]> one : threads.invokeAll(all)) {
        try {
          for (long nanos : one.get()) {
            times.add(nanos);
          }
        } catch (ExecutionException e) {
          throw new IllegalStateException("a lane of '%s' failed".formatted(path.name()), e);
        }
      }
      return times.taken();
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
