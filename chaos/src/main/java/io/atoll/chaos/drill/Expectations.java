package io.atoll.chaos.drill;

import io.atoll.chaos.check.AppliedOnce;
import io.atoll.chaos.check.CaughtUp;
import io.atoll.chaos.check.ErrorWindows;
import io.atoll.chaos.check.LostWrites;
import io.atoll.chaos.check.Recovery;
import io.atoll.chaos.check.RegionsEqual;
import io.atoll.chaos.check.StaleReads;
import io.atoll.runtime.config.ConfigNode;
import java.time.Duration;
import java.util.Optional;

/**
 * What must hold for a drill to pass. What is left out is not checked.
 *
 * @param recoveryWithin by when users of a lost region are served again
 * @param othersErrorWindow how long anybody else may see only errors
 * @param caughtUpWithin by when the regions have caught up, from the end of the last fault; also
 *     how long the drill waits for it
 * @param lostWrites how many acknowledged writes may be lost
 * @param staleReads how many reads may be older than what their region had acknowledged
 * @param appliedOnce whether every write must have become one operation
 * @param regionsEqual whether all regions must hold the same in the end
 * @param clockSkew by how much the regions' clocks may differ
 */
public record Expectations(
    Optional<Duration> recoveryWithin,
    Optional<Duration> othersErrorWindow,
    Duration caughtUpWithin,
    Optional<Long> lostWrites,
    Optional<Long> staleReads,
    boolean appliedOnce,
    boolean regionsEqual,
    Duration clockSkew) {
  private static final Duration CAUGHT_UP_DEFAULT = Duration.ofSeconds(60);
  private static final Duration CAUGHT_UP_MAX = Duration.ofMinutes(30);
  private static final Duration SKEW_DEFAULT = Duration.ofMillis(5);

  static Expectations read(ConfigNode node) {
    return new Expectations(
        node.optionalDuration(Recovery.NAME),
        node.optionalDuration(ErrorWindows.NAME),
        node.duration(CaughtUp.NAME, CAUGHT_UP_DEFAULT, Duration.ofSeconds(1), CAUGHT_UP_MAX),
        count(node, LostWrites.NAME),
        count(node, StaleReads.NAME),
        node.bool(AppliedOnce.NAME, false),
        node.bool(RegionsEqual.NAME, false),
        node.duration("clock-skew", SKEW_DEFAULT, Duration.ZERO, Duration.ofMinutes(1)));
  }

  private static Optional<Long> count(ConfigNode node, String key) {
    return node.has(key)
        ? Optional.of((long) node.requiredInteger(key, 0, Integer.MAX_VALUE))
        : Optional.empty();
  }
}
