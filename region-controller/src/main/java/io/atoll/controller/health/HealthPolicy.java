package io.atoll.controller.health;

import java.time.Duration;

/**
 * How quickly health is believed.
 *
 * @param failuresBeforeBad so many failed probes in a row make a target bad for an observer
 * @param silentAfter an observer from whom nothing new was heard for this long has no vote; several
 *     rounds of probing and gossip
 * @param hold after a change of state there is no other for this long
 * @param startAfter a region must have been good for this long without a break before it serves for
 *     the first time
 * @param returnAfter the same after a fall: others serve its users meanwhile, and what has just
 *     started is slow; doubles with every fall soon after a return
 * @param returnAfterMax what that grows to at most
 * @param flapWindow a fall within this time after a return is soon
 * @param startGrace a region that was never seen good is not called down before this
 */
public record HealthPolicy(
    int failuresBeforeBad,
    Duration silentAfter,
    Duration hold,
    Duration startAfter,
    Duration returnAfter,
    Duration returnAfterMax,
    Duration flapWindow,
    Duration startGrace) {
  /**
   * Takes a dead region out within about three seconds and believes its return after five good
   * ones.
   */
  public static final HealthPolicy DEFAULT =
      new HealthPolicy(
          2,
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          Duration.ofMillis(1_500),
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30));

  public HealthPolicy {
    if (failuresBeforeBad < 1) {
      throw new IllegalArgumentException(
          "failures before bad are %d, expected at least 1".formatted(failuresBeforeBad));
    }
    if (returnAfter.compareTo(startAfter) < 0) {
      throw new IllegalArgumentException(
          "return after %s is less than start after %s".formatted(returnAfter, startAfter));
    }
    if (returnAfterMax.compareTo(returnAfter) < 0) {
      throw new IllegalArgumentException(
          "return after at most %s is less than %s".formatted(returnAfterMax, returnAfter));
    }
  }
}
