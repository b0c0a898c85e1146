package io.atoll.replication.simulation.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Something that goes wrong for a while. All of a world's faults are drawn before it begins, so
 * that they can be left out one by one.
 *
 * @param at after how many operations of clients it begins
 * @param length for how many it lasts
 * @param region whom it is about
 * @param other the other side, of those that have one
 * @param amount how much, of those that have a size
 */
record Fault(Type type, int at, int length, int region, int other, int amount) {
  private static final int COUNT_MAX = 10;
  private static final int LENGTH_MAX = 90;

  enum Type {
    /** Nothing passes from region to other. */
    CUT_ONE_WAY,
    /** Nothing passes between the two. */
    CUT_BETWEEN,
    /** Nothing passes between the region and any other. */
    CUT_OFF,
    /** The log loses what was not synced, links and appliers lose their memory. */
    POWER_LOSS,
    REDIS_EMPTIED,
    /** Redis comes back with what it held some time ago. */
    REDIS_STALE,
    REDIS_DOWN,
    /** The appliers stop where they are, others take over; later they go on. */
    APPLIERS_PAUSED,
    APPLIERS_KILLED,
    /** An edge reaches no Redis, and no applier reaches it. */
    EDGE_CUT_OFF,
    /** The clocks of the region are off by up to two seconds. */
    CLOCK_OFF,
    /** The clocks of the region are ten minutes ahead. */
    CLOCK_AHEAD,
    /** Nobody does anything for up to 15 minutes. */
    QUIET
  }

  /** What goes wrong in a world, in order. */
  static List<Fault> draw(RandomGenerator random, int regions, int operations) {
    Type[] types = Type.values();
    int count = random.nextInt(COUNT_MAX + 1);
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int region = random.nextInt(regions);
      int other = (region + random.nextInt(1, regions)) % regions;
      Type type = types[random.nextInt(types.length)];
      int at = random.nextInt(operations);
      int length = random.nextInt(5, LENGTH_MAX);
      faults.add(new Fault(type, at, length, region, other, random.nextInt(-2_000, 2_001)));
    }
    faults.sort(Comparator.comparingInt(Fault::at));
    return List.copyOf(faults);
  }
}
