package io.atoll.chaos.drill;

import io.atoll.chaos.fault.Fault;
import io.atoll.runtime.config.ConfigNode;
import java.time.Duration;

/**
 * One thing a drill breaks, and for how long.
 *
 * @param after since the load became steady
 * @param hold after which it is undone
 */
public record Step(Duration after, Fault fault, Duration hold) {
  /** A drill that holds a region down longer has other work than a runner that waits for it. */
  static final Duration HOLD_MAX = Duration.ofMinutes(10);

  private static final Duration AFTER_DEFAULT = Duration.ofSeconds(5);
  private static final Duration AFTER_MIN = Duration.ofSeconds(1);
  private static final Duration AFTER_MAX = Duration.ofMinutes(10);
  private static final Duration HOLD_DEFAULT = Duration.ofSeconds(15);
  private static final Duration HOLD_MIN = Duration.ofSeconds(1);

  static Step read(ConfigNode node) {
    Duration after = node.duration("after", AFTER_DEFAULT, AFTER_MIN, AFTER_MAX);
    Duration hold = node.duration("hold", HOLD_DEFAULT, HOLD_MIN, HOLD_MAX);
    boolean cut = node.has("cut-wan");
    if (cut && node.has("kill")) {
      node.problem("cut-wan", "stands beside 'kill'; make each a step of its own");
    }
    Fault fault = cut ? node.parse("cut-wan", Fault::cutWan) : node.parse("kill", Fault::kill);
    return new Step(after, fault, hold);
  }

  Duration until() {
    return after.plus(hold);
  }
}
