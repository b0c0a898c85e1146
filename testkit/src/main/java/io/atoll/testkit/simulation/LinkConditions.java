package io.atoll.testkit.simulation;

import java.time.Duration;

/**
 * How one direction of a link behaves.
 *
 * @param delayMin the least time a message takes
 * @param delayMax the most; each message draws its own, which reorders them unless {@code inOrder}
 * @param loss the share of messages that never arrive, 0 to 1
 * @param duplication the share of messages that arrive twice, 0 to 1
 * @param inOrder whether a message never overtakes an earlier one, as in a TCP connection
 */
public record LinkConditions(
    Duration delayMin, Duration delayMax, double loss, double duplication, boolean inOrder) {
  /** A local network on a good day. */
  public static final LinkConditions PERFECT =
      new LinkConditions(Duration.ofNanos(100_000), Duration.ofNanos(200_000), 0, 0, true);

  public LinkConditions {
    if (delayMin.isNegative() || delayMax.compareTo(delayMin) < 0) {
      throw new IllegalArgumentException(
          "delays %s to %s are not an ascending range from zero".formatted(delayMin, delayMax));
    }
    if (!(loss >= 0 && loss <= 1) || !(duplication >= 0 && duplication <= 1)) {
      throw new IllegalArgumentException(
          "loss %s or duplication %s is outside 0 to 1".formatted(loss, duplication));
    }
  }
}
