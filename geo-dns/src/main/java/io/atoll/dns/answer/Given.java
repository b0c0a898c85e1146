package io.atoll.dns.answer;

import io.atoll.dns.routing.Target;
import io.micrometer.core.instrument.Counter;

/**
 * What some users are given.
 *
 * @param counter of answers by which they were
 */
record Given(Addresses addresses, Counter counter) {
  /** What users of a region are given: its edges. */
  static Given of(Target target, Counter counter) {
    return new Given(Addresses.of(target), counter);
  }

  /** Notes that it was given. */
  void count() {
    counter.increment();
  }
}
