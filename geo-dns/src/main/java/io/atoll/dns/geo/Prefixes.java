package io.atoll.dns.geo;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Networks with a value each, of which the longest that holds a client counts. Few: a lookup walks
 * the list.
 */
public final class Prefixes<T> {
  /** Still well under a microsecond per lookup; more belong into a database file. */
  public static final int COUNT_MAX = 250;

  /** One network and its value. */
  public record Entry<T>(Network network, T value) {}

  private final List<Entry<T>> longestFirst;

  public Prefixes(List<Entry<T>> entries) {
    if (entries.size() > COUNT_MAX) {
      throw new IllegalArgumentException(
          "%d networks are more than %d; put them into a database file instead"
              .formatted(entries.size(), COUNT_MAX));
    }
    longestFirst =
        entries.stream()
            .sorted(Comparator.comparingInt((Entry<T> e) -> e.network().length()).reversed())
            .toList();
  }

  /** The longest prefix that holds the whole network. */
  public Optional<Entry<T>> find(Network network) {
    for (Entry<T> entry : longestFirst) {
      if (entry.network().contains(network)) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** Longest first. */
  public List<Entry<T>> entries() {
    return longestFirst;
  }
}
