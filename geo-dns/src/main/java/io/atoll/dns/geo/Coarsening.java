package io.atoll.dns.geo;

import java.util.Comparator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Leaves the smallest islands of a map out, so that they are answered as what surrounds them: the
 * answers of the others hold for wider networks then, and caches keep fewer of them.
 */
final class Coarsening {
  private final Intervals of;

  /** Which island each interval is part of; {@link Intervals#NONE} if it has no value. */
  private final int[] islands;

  private final double[] sizes;

  private Coarsening(Intervals of) {
    this.of = of;
    this.islands = new int[of.size()];
    this.sizes = new double[of.size()];
    int island = -1;
    int value = Intervals.NONE;
    for (int i = 0; i < of.size(); i++) {
      if (of.value(i) == Intervals.NONE) {
        islands[i] = Intervals.NONE;
        continue;
      }
      if (island < 0 || of.value(i) != value) {
        island++;
        value = of.value(i);
      }
      islands[i] = island;
      sizes[island] += of.share(i);
    }
  }

  /**
   * The same without some islands: stretches of one value, whatever unknown space is in them.
   *
   * @param share of all addresses with a value, which those that lose it are at most
   */
  static Intervals of(Intervals intervals, double share) {
    return new Coarsening(intervals).without(share);
  }

  private Intervals without(double share) {
    double left = share * DoubleStream.of(sizes).sum();
    boolean[] out = new boolean[sizes.length];
    int[] smallestFirst =
        IntStream.range(0, sizes.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> sizes[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int island : smallestFirst) {
      left -= sizes[island];
      if (left < 0) {
        break;
      }
      out[island] = true;
    }
    return of.mapIndexes(
        i -> islands[i] == Intervals.NONE || out[islands[i]] ? Intervals.NONE : of.value(i));
  }
}
