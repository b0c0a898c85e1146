package io.atoll.replication.redis;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether an answer is overdue on a connection whose answers come in the order of the requests:
 * looked at in even steps, so that no request needs a timer of its own. Sent and answered on any
 * thread, looked at on one.
 */
final class Overdue {
  /** In how many looks what had been sent at one of them must have been answered. */
  static final int LOOKS = 4;

  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();

  /** How many had been sent at each of the last looks. */
  private final long[] marks = new long[LOOKS];

  private int next;

  void sent(int requests) {
    sent.addAndGet(requests);
  }

  void answered(int requests) {
    answered.addAndGet(requests);
  }

  /** One look; whether what had been sent {@value #LOOKS} looks ago is not all answered. */
  boolean look() {
    boolean overdue = answered.get() < marks[next];
    marks[next] = sent.get();
    next = (next + 1) % LOOKS;
    return overdue;
  }
}
