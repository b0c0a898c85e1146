package io.atoll.replication.conflict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a reading of a ledger goes on towards older conflicts.
 *
 * @param before by partition, the offset before which it goes on
 */
public record LedgerCursor(List<Long> before) {
  private static final String SEPARATOR = ".";

  /** One number and a separator. */
  private static final int PARTITION_LENGTH_MAX = 20;

  public LedgerCursor {
    before = List.copyOf(before);
  }

  /** The cursor of a text that {@link #toString} wrote for so many partitions; empty: it is not. */
  public static Optional<LedgerCursor> parse(String text, int partitions) {
    String[] numbers = text.split("[.]", -1);
    if (text.length() > partitions * PARTITION_LENGTH_MAX || numbers.length != partitions) {
      return Optional.empty();
    }
    List<Long> before = new ArrayList<>(partitions);
    try {
      for (String number : numbers) {
        before.add(Math.max(0, Long.parseLong(number)));
      }
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    return Optional.of(new LedgerCursor(before));
  }

  /** For clients: {@code 812.0.77.3041}. */
  @Override
  public String toString() {
    return before.stream().map(String::valueOf).collect(Collectors.joining(SEPARATOR));
  }
}
