package io.atoll.testkit.simulation;

import io.atoll.testkit.random.Seeds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A simulation that broke an invariant, threw, or did not come to an end; its message says how. */
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  /** Enough to see a message's way through a few regions. */
  static final int LAST_EVENTS = 40;

  private final long seed;
  private final String problem;

  SimulationFailure(long seed, String problem, List<String> lastEvents, @Nullable Throwable cause) {
    super(
        "seed %d: %s%n(%s)%nlast %d events:%n%s"
            .formatted(
                seed,
                problem,
                Seeds.rerun(seed),
                lastEvents.size(),
                String.join(System.lineSeparator(), lastEvents)),
        cause);
    this.seed = seed;
    this.problem = problem;
  }

  public long seed() {
    return seed;
  }

  /** What is wrong, without seed and events. */
  public String problem() {
    return problem;
  }
}
