package io.atoll.dns.geo;

import io.atoll.core.region.Coordinates;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The networks whose place the operator has set: loopback, private ranges, and wherever the
 * database is wrong. The longest prefix wins.
 */
public final class Overrides {
  /** A lookup walks the list, so it stays short. */
  public static final int COUNT_MAX = 1000;

  public static final Overrides NONE = new Overrides(List.of());

  /** One network and where it is. */
  public record Entry(Network network, Coordinates coordinates) {}

  private final List<Entry> longestFirst;

  public Overrides(List<Entry> entries) {
    if (entries.size() > COUNT_MAX) {
      throw new IllegalArgumentException(
          "%d overrides are more than %d; put them into a database file instead"
              .formatted(entries.size(), COUNT_MAX));
    }
    longestFirst =
        entries.stream()
            .sorted(Comparator.comparingInt((Entry e) -> e.network().length()).reversed())
            .toList();
  }

  /** The longest override that holds the whole network. */
  public Optional<Entry> find(Network network) {
    for (Entry entry : longestFirst) {
      if (entry.network().contains(network)) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /**
   * The shortest prefix of a network, not shorter than {@code length}, that no longer override
   * shares; so that an answer for it is never reused for clients that have an override of their
   * own.
   */
  public int lengthApart(Network network, int length) {
    int apart = length;
    for (Entry entry : longestFirst) {
      int common = entry.network().commonLength(network);
      boolean within =
          entry.network().family() == network.family()
              && entry.network().length() > apart
              && common >= apart
              && common < entry.network().length();
      if (within) {
        apart = Math.min(common + 1, network.length());
      }
    }
    return apart;
  }
}
