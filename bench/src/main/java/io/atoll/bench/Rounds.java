package io.atoll.bench;

import java.util.List;
import java.util.stream.Collectors;

/** What several rounds gave for one quantity. */
public record Rounds(List<Double> values) {
  public Rounds {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no rounds");
    }
    values = List.copyOf(values);
  }

  /** The middle value; of two middle ones their mean. */
  public double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The median, and every round's value in brackets. */
  public String text(String format) {
    return values.stream()
        .map(format::formatted)
        .collect(Collectors.joining(" ", format.formatted(median()) + " (", ")"));
  }
}
