package io.atoll.testkit.random;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * Which seeds a test runs. With {@code -Datoll.seed=N} that is seed N alone, whatever the test
 * asked for, so that one failure can be looked at again:
 *
 * <pre>
 * ./mvnw -o -pl replication -am test -Dtest=ThatTest -Dsurefire.failIfNoSpecifiedTests=false -Datoll.seed=42
 * </pre>
 */
public final class Seeds {
  /** The system property that names the one seed to run. */
  public static final String PROPERTY = "atoll.seed";

  private Seeds() {}

  /** What a failure message should end with. */
  public static String rerun(long seed) {
    return "run this seed alone with -D" + PROPERTY + "=" + seed;
  }

  /** The one seed asked for on the command line. */
  public static OptionalLong chosen() {
    String text = System.getProperty(PROPERTY);
    if (text == null || text.isBlank()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "system property %s is '%s', not a whole number".formatted(PROPERTY, text), e);
    }
  }

  /** Runs {@code count} seeds from {@code first} on, the same every time. */
  public static void fixed(long first, int count, LongConsumer check) {
    OptionalLong chosen = chosen();
    if (chosen.isPresent()) {
      check.accept(chosen.getAsLong());
      return;
    }
    for (int i = 0; i < count; i++) {
      check.accept(first + i);
    }
  }

  /**
   * Runs seeds nobody chose, other ones every time, until the budget is used up; at least one. The
   * check must name its seed when it fails.
   *
   * @return how many were run
   */
  public static int explore(Duration budget, LongConsumer check) {
    OptionalLong chosen = chosen();
    if (chosen.isPresent()) {
      check.accept(chosen.getAsLong());
      return 1;
    }
    // Positive and short enough to be typed again.
    SplittableRandom fresh = new SplittableRandom();
    long start = System.nanoTime();
    int runs = 0;
    do {
      check.accept(fresh.nextLong(1_000_000_000L));
      runs++;
    } while (System.nanoTime() - start < budget.toNanos());
    return runs;
  }
}
