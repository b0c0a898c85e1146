package io.atoll.core.time;

/**
 * A hybrid logical timestamp: milliseconds since 1970 in the upper 48 bits, a counter in the lower
 * 16 (Kulkarni et al., "Logical Physical Clocks", 2014). It is ordered like the number it is, close
 * to wall time, and later than everything its writer had seen.
 */
public record HybridTimestamp(long packed) implements Comparable<HybridTimestamp> {
  private static final int COUNTER_BITS = 16;

  /**
   * The counter's largest value; one more runs over into the milliseconds, which keeps the order.
   */
  public static final int COUNTER_MAX = (1 << COUNTER_BITS) - 1;

  /** The largest millisecond that fits with the sign bit left clear: the year 6429. */
  public static final long MILLIS_MAX = (1L << 47) - 1;

  /** Earlier than every timestamp that a clock hands out. */
  public static final HybridTimestamp ZERO = new HybridTimestamp(0);

  public HybridTimestamp {
    if (packed < 0) {
      throw new IllegalArgumentException("hybrid timestamp %d is negative".formatted(packed));
    }
  }

  public static HybridTimestamp of(long millis, int counter) {
    if (millis < 0 || millis > MILLIS_MAX) {
      throw new IllegalArgumentException(
          "milliseconds %d are outside 0 to %d".formatted(millis, MILLIS_MAX));
    }
    if (counter < 0 || counter > COUNTER_MAX) {
      throw new IllegalArgumentException(
          "counter %d is outside 0 to %d".formatted(counter, COUNTER_MAX));
    }
    return new HybridTimestamp(millis << COUNTER_BITS | counter);
  }

  public long millis() {
    return packed >>> COUNTER_BITS;
  }

  public int counter() {
    return (int) packed & COUNTER_MAX;
  }

  /** The least timestamp above this one. */
  public HybridTimestamp next() {
    return new HybridTimestamp(packed + 1);
  }

  public static HybridTimestamp max(HybridTimestamp a, HybridTimestamp b) {
    return a.packed >= b.packed ? a : b;
  }

  @Override
  public int compareTo(HybridTimestamp other) {
    return Long.compare(packed, other.packed);
  }

  /** For people: {@code 1767225600000.3}. */
  @Override
  public String toString() {
    return millis() + "." + counter();
  }
}
