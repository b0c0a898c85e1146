package io.atoll.dns.wire;

import java.util.random.RandomGenerator;

/**
 * Takes a share of what comes, each as likely as any other. How many are passed over until the next
 * is drawn at once, so that those cost a subtraction. For use by one thread.
 */
final class QuerySampler {
  private final double share;
  private final RandomGenerator random;
  private long passedOver;

  /**
   * @param share from 0 for none to 1 for all
   */
  QuerySampler(double share, RandomGenerator random) {
    this.share = share;
    this.random = random;
    this.passedOver = draw();
  }

  /** Geometrically distributed. */
  private long draw() {
    if (share <= 0) {
      return Long.MAX_VALUE;
    }
    return share >= 1 ? 0 : (long) (Math.log1p(-random.nextDouble()) / Math.log1p(-share));
  }

  /** Whether the next one is taken. */
  boolean takes() {
    if (passedOver > 0) {
      passedOver--;
      return false;
    }
    passedOver = draw();
    return true;
  }
}
