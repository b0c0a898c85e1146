package io.atoll.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What happened in a simulation, one line each, in order. */
public final class History {
  /** Lines at most: about 100 MB. A simulation that tells more should be cut into shorter ones. */
  static final int LINES_MAX = 1_000_000;

  /** Formatted only when somebody looks: most histories are never read. */
  private record Line(long atNanos, String what) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%,14.6f ms  %s", atNanos / 1e6, what);
    }
  }

  private final List<Line> lines = new ArrayList<>();

  void add(long atNanos, String what) {
    if (lines.size() >= LINES_MAX) {
      throw new IllegalStateException(
          "more than %d lines of history; the last: %s".formatted(LINES_MAX, what));
    }
    lines.add(new Line(atNanos, what));
  }

  public int size() {
    return lines.size();
  }

  public List<String> lines() {
    return last(lines.size());
  }

  /** The last {@code count} lines, or all if there are fewer. */
  public List<String> last(int count) {
    return lines.stream().skip(Math.max(0, lines.size() - count)).map(Line::toString).toList();
  }

  /**
   * Where two histories part, for a test that runs one seed twice. Empty: they are the same, line
   * for line.
   */
  public Optional<String> firstDifference(History other) {
    int common = Math.min(lines.size(), other.lines.size());
    for (int i = 0; i < common; i++) {
      if (!lines.get(i).equals(other.lines.get(i))) {
        return Optional.of(
            "line %d is%n  %s%nin one and%n  %s%nin the other"
                .formatted(i, lines.get(i), other.lines.get(i)));
      }
    }
    return lines.size() == other.lines.size()
        ? Optional.empty()
        : Optional.of("one has %d lines, the other %d".formatted(lines.size(), other.lines.size()));
  }
}
