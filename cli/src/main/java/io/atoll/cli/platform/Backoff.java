package io.atoll.cli.platform;

import java.time.Duration;

/**
 * How long to wait before a process that ended is started again: {@link #FIRST}, twice as long each
 * time it ends soon after its start, at most {@link #MAX}. A process that ran for {@link #STABLE}
 * begins anew. Not safe for use by several threads.
 */
final class Backoff {
  static final Duration FIRST = Duration.ofMillis(250);
  static final Duration MAX = Duration.ofSeconds(8);
  static final Duration STABLE = Duration.ofSeconds(20);

  private Duration next = FIRST;

  /** The wait after a run of this length. */
  Duration after(Duration ran) {
    if (ran.compareTo(STABLE) >= 0) {
      next = FIRST;
    }
    Duration wait = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(MAX) < 0 ? doubled : MAX;
    return wait;
  }
}
