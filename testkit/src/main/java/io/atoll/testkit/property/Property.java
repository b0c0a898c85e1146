package io.atoll.testkit.property;

import io.atoll.testkit.random.RandomStreams;
import io.atoll.testkit.random.Seeds;
import java.util.random.RandomGenerator;

/**
 * A law and how often it is tried.
 *
 * <pre>Property.forAll(1, 500, random -> assertThat(x.merge(y)).isEqualTo(y.merge(x)));</pre>
 */
public final class Property {
  /** What must hold, given randomness that is the same for the same seed. */
  @FunctionalInterface
  public interface Law {
    void check(RandomGenerator random) throws Exception;
  }

  private Property() {}

  /**
   * Checks the law with the seeds {@code seedBase} to {@code seedBase + runs - 1}, or with the one
   * that {@code -Datoll.seed=N} names.
   *
   * @throws AssertionError naming the seed, with the law's own failure as cause
   */
  public static void forAll(long seedBase, int runs, Law law) {
    if (runs < 1) {
      throw new IllegalArgumentException("runs %d is under 1: nothing checked".formatted(runs));
    }
    Seeds.fixed(seedBase, runs, seed -> check(seed, law));
  }

  private static void check(long seed, Law law) {
    try {
      law.check(new RandomStreams(seed).stream("property"));
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "fails with seed %d: %s%n(%s)".formatted(seed, e.getMessage(), Seeds.rerun(seed)), e);
    }
  }
}
