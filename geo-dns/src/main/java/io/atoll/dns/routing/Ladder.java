package io.atoll.dns.routing;

import java.util.List;

/**
 * The regions that users of one place are sent to, the nearest first. Each takes as many of those
 * who come to it as its weight says, and the others go on to the next.
 *
 * <p>Who is taken is decided by a hash of the client's prefix and the region, not by chance: a user
 * stays where they are, all name servers agree, and when a region's weight changes by one percent,
 * one percent of its users move and nobody else does (as in rendezvous hashing, Thaler and
 * Ravishankar 1998).
 *
 * @param steps the last takes whoever is left
 */
public record Ladder(List<Step> steps) {
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
      return (mixed(prefix ^ seed) >>> 32) * 100 < (long) weight << 32;
    }
  }

  public Ladder {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("expected a region to send users to, but there is none");
    }
  }

  /** Whether all users of the place are sent to one region. */
  public boolean isSure() {
    return steps.size() == 1;
  }

  /**
   * The target of a client.
   *
   * @param prefix the first 64 bits of its address, cleared beyond the prefix that stands for it
   */
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

  /** Every bit of the result depends on every bit given (Stafford's variant 13 of MurmurHash3). */
  static long mixed(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
