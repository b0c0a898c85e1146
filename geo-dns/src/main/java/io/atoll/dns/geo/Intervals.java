package io.atoll.dns.geo;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All addresses of one family, cut into intervals that have a value each. A lookup neither walks a
 * tree nor allocates: the first 16 bits choose a stretch of a sorted array, which is searched by
 * halves.
 *
 * <p>Addresses are pairs of longs, left-aligned as in {@link Network}. Never changes; safe for use
 * by many threads.
 */
public final class Intervals {
  /** The value of addresses of which nothing is known. */
  public static final int NONE = -1;

  private static final int INDEX_BITS = 16;

  /** Up to so many intervals an index is not worth its memory. */
  private static final int UNINDEXED_MAX = 64;

  private final long[] high;
  private final long[] low;
  private final int[] values;

  /** Where the interval stands that holds the first address with these 16 bits. */
  private final int @Nullable [] firstOf;

  private Intervals(long[] high, long[] low, int[] values) {
    this.high = high;
    this.low = low;
    this.values = values;
    this.firstOf = values.length <= UNINDEXED_MAX ? null : index();
  }

  private int[] index() {
    int[] index = new int[(1 << INDEX_BITS) + 1];
    int at = 0;
    for (int top = 0; top < 1 << INDEX_BITS; top++) {
      long start = (long) top << (Long.SIZE - INDEX_BITS);
      while (at + 1 < high.length && compare(at + 1, start, 0) <= 0) {
        at++;
      }
      index[top] = at;
    }
    index[1 << INDEX_BITS] = high.length - 1;
    return index;
  }

  /** One interval that holds every address. */
  public static Intervals of(int value) {
    return new Intervals(new long[1], new long[1], new int[] {value});
  }

  private int compare(int index, long otherHigh, long otherLow) {
    int byHigh = Long.compareUnsigned(high[index], otherHigh);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low[index], otherLow);
  }

  /** The index of the interval that an address lies in. */
  public int find(long addressHigh, long addressLow) {
    int from = 0;
    int to = values.length - 1;
    if (firstOf != null) {
      int top = (int) (addressHigh >>> (Long.SIZE - INDEX_BITS));
      from = firstOf[top];
      to = firstOf[top + 1];
    }
    while (from < to) {
      int middle = (from + to + 1) >>> 1;
      if (compare(middle, addressHigh, addressLow) <= 0) {
        from = middle;
      } else {
        to = middle - 1;
      }
    }
    return from;
  }

  /** The value of the interval with this index. */
  public int value(int index) {
    return values[index];
  }

  public int size() {
    return values.length;
  }

  /**
   * The length of the widest prefix around an address that lies wholly within its interval: how far
   * an answer by the interval's value holds (RFC 7871 section 7.2.1).
   */
  public int scope(int index, long addressHigh, long addressLow) {
    int scope = 0;
    if (index > 0) {
      // The last address before the interval.
      long beforeHigh = low[index] == 0 ? high[index] - 1 : high[index];
      scope = commonLength(beforeHigh, low[index] - 1, addressHigh, addressLow) + 1;
    }
    if (index + 1 < high.length) {
      int after = commonLength(high[index + 1], low[index + 1], addressHigh, addressLow) + 1;
      scope = Math.max(scope, after);
    }
    return scope;
  }

  private static int commonLength(long aHigh, long aLow, long bHigh, long bLow) {
    return aHigh == bHigh
        ? Long.SIZE + Long.numberOfLeadingZeros(aLow ^ bLow)
        : Long.numberOfLeadingZeros(aHigh ^ bHigh);
  }

  /** The same with each value replaced; neighbours that become equal are joined. */
  public Intervals map(IntUnaryOperator change) {
    return mapIndexes(i -> change.applyAsInt(values[i]));
  }

  /** The same with other values, by the index of their interval. */
  Intervals mapIndexes(IntUnaryOperator others) {
    Builder mapped = new Builder(values.length);
    for (int i = 0; i < values.length; i++) {
      mapped.from(high[i], low[i], others.applyAsInt(i));
    }
    return mapped.build();
  }

  /** The same with the smallest islands left out: see {@link Coarsening}. */
  public Intervals coarsened(double share) {
    return share == 0 ? this : Coarsening.of(this, share);
  }

  /** Another laid over this one: its values count, except where it has {@link #NONE}. */
  public Intervals under(Intervals top) {
    return with(top, (below, above) -> above == NONE ? below : above);
  }

  /** What a function makes of the two values that each address has here and in another. */
  public Intervals with(Intervals other, IntBinaryOperator combined) {
    return combine(this, other, combined);
  }

  private static Intervals combine(Intervals a, Intervals b, IntBinaryOperator combined) {
    Builder both = new Builder(a.size() + b.size());
    int i = 0;
    int j = 0;
    both.from(0, 0, combined.applyAsInt(a.values[0], b.values[0]));
    while (i + 1 < a.size() || j + 1 < b.size()) {
      int order =
          i + 1 == a.size()
              ? 1
              : j + 1 == b.size() ? -1 : a.compare(i + 1, b.high[j + 1], b.low[j + 1]);
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
      Intervals later = order <= 0 ? a : b;
      int at = order <= 0 ? i : j;
      both.from(later.high[at], later.low[at], combined.applyAsInt(a.values[i], b.values[j]));
    }
    return both.build();
  }

  /**
   * The same with addresses of which nothing is known given to their neighbours, so that the known
   * ones are answered for as widely as can be: between two values at the boundary of the shortest
   * prefix.
   *
   * @param otherwise the value if nothing is known of any address
   */
  public Intervals filled(int otherwise) {
    Builder filled = new Builder(values.length);
    int before = NONE;
    for (int i = 0; i < values.length; i++) {
      int value = values[i];
      if (value == NONE) {
        continue;
      }
      if (before == NONE) {
        filled.from(0, 0, value);
      } else if (values[i - 1] == NONE) {
        fromCoarsest(filled, i);
      } else {
        filled.from(high[i], low[i], value);
      }
      before = value;
    }
    return before == NONE ? of(otherwise) : filled.build();
  }

  /** Starts interval {@code i} within the gap before it, where the fewest leading bits differ. */
  private void fromCoarsest(Builder filled, int i) {
    int gap = i - 1;
    long beforeHigh = low[gap] == 0 ? high[gap] - 1 : high[gap];
    int bits = commonLength(beforeHigh, low[gap] - 1, high[i], low[i]) + 1;
    filled.from(high[i] & Network.highMask(bits), low[i] & Network.lowMask(bits), values[i]);
  }

  /** How many addresses have each value, as a share of the whole family's. */
  public double[] shares(int values) {
    double[] shares = new double[values];
    for (int i = 0; i < size(); i++) {
      if (this.values[i] >= 0) {
        shares[this.values[i]] += share(i);
      }
    }
    return shares;
  }

  /** How many addresses are in an interval, as a share of the whole family's. */
  double share(int index) {
    return (index + 1 < size() ? position(high[index + 1]) : 1) - position(high[index]);
  }

  /**
   * How many prefixes an interval is made of, none longer than this; those that it has only a part
   * of count too.
   *
   * @param longest up to 62 bits
   * @param each whether to count prefixes of that very length, instead of the widest
   */
  public long prefixes(int index, int longest, boolean each) {
    long from = high[index] >>> (Long.SIZE - longest);
    long end = index + 1 < size() ? endBefore(index + 1, longest) : 1L << longest;
    if (each) {
      return end - from;
    }
    long count = 0;
    for (long at = from; at < end; count++) {
      long fits = Long.highestOneBit(end - at);
      at += at == 0 ? fits : Math.min(fits, Long.lowestOneBit(at));
    }
    return count;
  }

  /** Behind the last prefix that has an address before that interval. */
  private long endBefore(int index, int longest) {
    boolean whole = low[index] == 0 && high[index] << longest == 0;
    return (high[index] >>> (Long.SIZE - longest)) + (whole ? 0 : 1);
  }

  private static double position(long high) {
    return (high >>> 1) * 0x1p-63;
  }

  /** Puts intervals together in the order of their first addresses. */
  static final class Builder {
    private long[] high;
    private long[] low;
    private int[] values;
    private int size;

    Builder(int expected) {
      high = new long[Math.max(1, expected)];
      low = new long[high.length];
      values = new int[high.length];
    }

    /** From this address on, up to the next that is given. */
    void from(long startHigh, long startLow, int value) {
      if (size > 0 && high[size - 1] == startHigh && low[size - 1] == startLow) {
        size--;
      }
      if (size > 0 && values[size - 1] == value) {
        return;
      }
      if (size == high.length) {
        high = Arrays.copyOf(high, size * 2);
        low = Arrays.copyOf(low, size * 2);
        values = Arrays.copyOf(values, size * 2);
      }
      high[size] = startHigh;
      low[size] = startLow;
      values[size++] = value;
    }

    /** A network, which lies wholly after all that were given, and nothing known behind it. */
    void network(Network network, int value) {
      from(network.high(), network.low(), value);
      after(network, NONE);
    }

    /** From the first address behind a network on, if there is one. */
    void after(Network network, int value) {
      int bits = network.length();
      long step = bits == 0 ? 0 : 1L << (bits <= 64 ? 64 - bits : 128 - bits);
      long nextLow = bits > 64 ? network.low() + step : network.low();
      long nextHigh = bits > 64 ? network.high() + (nextLow == 0 ? 1 : 0) : network.high() + step;
      if (nextHigh != 0 || nextLow != 0) {
        from(nextHigh, nextLow, value);
      }
    }

    Intervals build() {
      return new Intervals(
          Arrays.copyOf(high, size), Arrays.copyOf(low, size), Arrays.copyOf(values, size));
    }
  }
}
