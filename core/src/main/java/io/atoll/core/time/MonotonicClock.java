package io.atoll.core.time;

/** A clock for durations: never goes back within one process, and means nothing outside it. */
@FunctionalInterface
public interface MonotonicClock {
  /** Nanoseconds since an arbitrary moment; compare by subtraction. */
  long nanos();
}
