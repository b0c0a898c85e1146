package io.atoll.dns.geo;

import io.atoll.dns.geo.Network.Family;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Flattens networks that lie within each other: where one ends, the one around it goes on. One pass
 * in the order of their addresses, wider ones first.
 */
final class Nesting {
  private final Intervals.Builder flat;
  private final Deque<Inside> open = new ArrayDeque<>();

  private record Inside(Network network, int value) {}

  private Nesting(int expected) {
    this.flat = new Intervals.Builder(expected);
    flat.from(0, 0, Intervals.NONE);
  }

  /**
   * The values of those networks that are of a family.
   *
   * @param values one for each, by its index in the list
   */
  static Intervals of(List<Network> networks, IntUnaryOperator values, Family family) {
    Nesting nesting = new Nesting(2 * networks.size());
    IntStream.range(0, networks.size())
        .boxed()
        .filter(i -> networks.get(i).family() == family)
        .sorted(Comparator.comparing(networks::get, Nesting::compare))
        .forEach(i -> nesting.add(new Inside(networks.get(i), values.applyAsInt(i))));
    nesting.closeUpTo(null);
    return nesting.flat.build();
  }

  private static int compare(Network a, Network b) {
    int byHigh = Long.compareUnsigned(a.high(), b.high());
    int byLow = byHigh != 0 ? byHigh : Long.compareUnsigned(a.low(), b.low());
    return byLow != 0 ? byLow : Integer.compare(a.length(), b.length());
  }

  private void add(Inside next) {
    closeUpTo(next.network);
    flat.from(next.network.high(), next.network.low(), next.value);
    open.push(next);
  }

  /** Ends every network that doesn't hold the next. */
  private void closeUpTo(@Nullable Network next) {
    while (!open.isEmpty() && (next == null || !open.element().network.contains(next))) {
      Network ended = open.pop().network;
      int around = open.isEmpty() ? Intervals.NONE : open.element().value;
      flat.after(ended, around);
    }
  }
}
