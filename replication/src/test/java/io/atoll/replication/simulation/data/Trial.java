package io.atoll.replication.simulation.data;

import io.atoll.testkit.random.Seeds;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs the world of a seed, and says of a failure which of its faults are to blame. */
final class Trial {
  private static final int LAST_LINES = 40;

  private Trial() {}

  /** Fails the test if an invariant does not hold. */
  static void requireSound(long seed) {
    Broken broken = broken(seed, World.faults(seed), new Rules());
    if (broken != null) {
      throw new AssertionError(explanation(seed, broken, new Rules()));
    }
  }

  /** What is broken in the world of this seed; empty: nothing. */
  static Optional<Broken> broken(long seed, Rules rules) {
    return Optional.ofNullable(broken(seed, World.faults(seed), rules));
  }

  private static @Nullable Broken broken(long seed, List<Fault> faults, Rules rules) {
    try {
      new World(seed, faults, rules, false).run();
      return null;
    } catch (Broken broken) {
      return broken;
    } catch (RuntimeException e) {
      throw new AssertionError("seed %d, %s: %s".formatted(seed, rerun(seed), e), e);
    }
  }

  /** The faults without which the same invariant would hold. */
  static List<Fault> needed(long seed, Invariant invariant, Rules rules) {
    return Minimizer.minimize(
        World.faults(seed),
        fewer -> {
          Broken broken = broken(seed, fewer, rules);
          return broken != null && broken.invariant() == invariant;
        });
  }

  static String explanation(long seed, Broken broken, Rules rules) {
    List<Fault> needed = needed(seed, broken.invariant(), rules);
    World world = new World(seed, needed, rules, true);
    String problem = broken.getMessage();
    try {
      world.run();
    } catch (Broken again) {
      problem = again.getMessage();
    }
    List<String> told = world.told();
    return "seed %d: %s%n(%s)%nfaults it needs:%n%s%nthe end of what was told:%n%s"
        .formatted(
            seed,
            problem,
            rerun(seed),
            lines(needed),
            lines(told.subList(Math.max(0, told.size() - LAST_LINES), told.size())));
  }

  private static String rerun(long seed) {
    return "DataSimulationTest: " + Seeds.rerun(seed);
  }

  private static String lines(List<?> all) {
    return all.stream()
        .map(each -> "  " + each)
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
