package io.atoll.testkit.simulation;

import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import java.time.Duration;

/**
 * The clocks of one machine in a simulation. Its wall clock may be off by an offset, drift, and
 * jump in both directions; its monotonic clock only drifts.
 */
public final class SimulatedClock implements WallClock, MonotonicClock {
  /** What the world's wall clocks show when it begins: 2026-01-01T00:00Z. */
  public static final long EPOCH_MILLIS = 1_767_225_600_000L;

  private final Simulation simulation;
  private final long monotonicStart;
  private long offsetNanos;
  private long driftPartsPerMillion;

  /** True nanoseconds and own nanoseconds when the drift last changed. */
  private long changedAtNanos;

  private long ownAtChangeNanos;

  SimulatedClock(Simulation simulation, long monotonicStart) {
    this.simulation = simulation;
    this.monotonicStart = monotonicStart;
    changedAtNanos = simulation.nowNanos();
    ownAtChangeNanos = changedAtNanos;
  }

  /** Moves the wall clock, forth or back. */
  public void jump(Duration by) {
    offsetNanos += by.toNanos();
  }

  /** Sets how far the wall clock is off, drift apart. */
  public void offset(Duration offset) {
    offsetNanos = offset.toNanos();
  }

  /**
   * Sets how much too fast both clocks run from now on.
   *
   * @param partsPerMillion -500,000 to 500,000; real quartz stays within 100
   */
  public void drift(long partsPerMillion) {
    if (partsPerMillion < -500_000 || partsPerMillion > 500_000) {
      throw new IllegalArgumentException(
          "drift %d is outside -500000 to 500000 parts per million".formatted(partsPerMillion));
    }
    ownAtChangeNanos = ownNanos();
    changedAtNanos = simulation.nowNanos();
    driftPartsPerMillion = partsPerMillion;
  }

  @Override
  public long millis() {
    return EPOCH_MILLIS + Math.floorDiv(ownNanos() + offsetNanos, 1_000_000L);
  }

  @Override
  public long nanos() {
    return monotonicStart + ownNanos();
  }

  private long ownNanos() {
    long elapsed = simulation.nowNanos() - changedAtNanos;
    // Divided first: hours of nanoseconds times a million would not fit.
    return ownAtChangeNanos + elapsed + elapsed / 1_000_000 * driftPartsPerMillion;
  }
}
