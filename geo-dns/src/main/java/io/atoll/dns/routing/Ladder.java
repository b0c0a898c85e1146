package io.atoll.dns.routing;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The regions that users of one place are sent to, the preferred first. Each takes as many of those
 * who come to it as its weight says, and the others go on to the next (as in rendezvous hashing,
 * Thaler and Ravishankar 1998).
 *
 * @param steps the last takes whoever is left
 */
public record Ladder(List<Step> steps) implements Choice {
  /**
   * One region.
   *
   * @param target its index in {@link Routing#targets()}
   * @param weight share of users that it takes, in percent
   * @param seed of its region alone, so that regions choose independently of each other
   */
  public record Step(int target, int weight, long seed) {
    /** Whether it takes a client. */
    boolean takes(long prefix) {
      // The upper 32 bits as a fraction of one, against the weight as a fraction of a hundred.
      return (Choice.mixed(prefix ^ seed) >>> 32) * 100 < (long) weight << 32;
    }
  }

  public Ladder {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("expected a region to send users to, but there is none");
    }
  }

  @Override
  public boolean isSure() {
    return steps.size() == 1;
  }

  @Override
  public int target(long prefix) {
    int last = steps.size() - 1;
    for (int i = 0; i < last; i++) {
      Step step = steps.get(i);
      if (step.takes(prefix)) {
        return step.target;
      }
    }
    return steps.get(last).target;
  }

  @Override
  public IntStream targets() {
    return steps.stream().mapToInt(Step::target);
  }
}
