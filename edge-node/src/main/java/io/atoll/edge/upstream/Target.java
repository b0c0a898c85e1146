package io.atoll.edge.upstream;

import io.atoll.runtime.net.HostPort;
import java.time.Duration;

/**
 * One server of a pool. After a failure to reach it, it is left alone for a while, longer each
 * time; then one request finds out whether it is back. Safe for use by many threads.
 */
final class Target {
  private static final Duration PAUSE_MIN = Duration.ofMillis(250);

  /** Doublings after which the pause grows no more: 16 s. */
  private static final int DOUBLINGS_MAX = 6;

  private final HostPort address;
  private final Places places;
  private int failures;
  private long pausedUntilNanos;
  private volatile boolean down;

  Target(HostPort address, Places places) {
    this.address = address;
    this.places = places;
  }

  /** Its connections' places. */
  Places places() {
    return places;
  }

  HostPort address() {
    return address;
  }

  boolean isDown() {
    return down;
  }

  /** Whether it may be asked now; of those that ask while it is down, one in each pause may. */
  boolean admits(long nowNanos) {
    if (!down) {
      return true;
    }
    synchronized (this) {
      if (down && nowNanos - pausedUntilNanos < 0) {
        return false;
      }
      pausedUntilNanos = nowNanos + pause();
      return true;
    }
  }

  synchronized void failed(long nowNanos) {
    failures++;
    down = true;
    pausedUntilNanos = nowNanos + pause();
  }

  void answered() {
    if (down) {
      synchronized (this) {
        failures = 0;
        down = false;
      }
    }
  }

  private long pause() {
    return PAUSE_MIN.toNanos() << Math.min(DOUBLINGS_MAX, Math.max(0, failures - 1));
  }
}
