package io.atoll.runtime.feed;

import java.time.Duration;

/**
 * Which controller to ask next: the first, in order of preference, that is not set aside.
 *
 * <p>One that fails is set aside, at first for {@link #PAUSE_MIN}, twice as long each further time,
 * up to {@link #PAUSE_MAX}; one that answers is forgiven all. Not safe for use by several threads;
 * times are nanoseconds of one monotonic clock.
 */
final class Candidates {
  /** Short, so that a restarted controller of the own region is followed again at once. */
  static final Duration PAUSE_MIN = Duration.ofMillis(250);

  /** Bounds how long after its return a controller is left out. */
  static final Duration PAUSE_MAX = Duration.ofSeconds(8);

  private static final class Candidate {
    private int failures;
    private long asideUntil;
  }

  private final Candidate[] candidates;

  Candidates(int count, long now) {
    candidates = new Candidate[count];
    for (int i = 0; i < count; i++) {
      candidates[i] = new Candidate();
      candidates[i].asideUntil = now;
    }
  }

  /** What to do now. */
  sealed interface Next {}

  /** Ask this one. */
  record Ask(int index) implements Next {}

  /** All are set aside; come back after this long. */
  record Pause(Duration length) implements Next {}

  Next next(long now) {
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < candidates.length; i++) {
      long left = candidates[i].asideUntil - now;
      if (left <= 0) {
        return new Ask(i);
      }
      shortest = Math.min(shortest, left);
    }
    return new Pause(Duration.ofNanos(shortest));
  }

  void answered(int index) {
    candidates[index].failures = 0;
  }

  void failed(int index, long now) {
    Candidate candidate = candidates[index];
    // 2^5 times the least pause is the longest; more doublings would only overflow.
    long pause = PAUSE_MIN.toNanos() << Math.min(candidate.failures++, 5);
    candidate.asideUntil = now + Math.min(pause, PAUSE_MAX.toNanos());
  }

  /** Whether none has answered since it last failed. */
  boolean allFailing() {
    for (Candidate candidate : candidates) {
      if (candidate.failures == 0) {
        return false;
      }
    }
    return true;
  }
}
