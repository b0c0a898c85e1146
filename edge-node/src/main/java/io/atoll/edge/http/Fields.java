package io.atoll.edge.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header fields of one message, to be asked by name. Names are in lower case. */
public interface Fields {
  /** The values of all lines of a field, in their order; empty if there is none. */
  List<String> lines(String name);

  /** The value of the first line of a field, or null if there is none. */
  @Nullable String first(String name);

  default boolean has(String name) {
    return first(name) != null;
  }

  /**
   * All lines of a field as one value (RFC 9110 section 5.3), or null if there is none. Right for
   * list-valued fields only.
   */
  default @Nullable String joined(String name) {
    List<String> lines = lines(name);
    return switch (lines.size()) {
      case 0 -> null;
      case 1 -> lines.getFirst();
      default -> String.join(", ", lines);
    };
  }

  /**
   * The value of a field that takes one value: null if there is none, or if its lines contradict
   * each other.
   */
  default @Nullable String single(String name) {
    List<String> lines = lines(name);
    String single = lines.isEmpty() ? null : lines.getFirst();
    for (String line : lines) {
      if (!line.equals(single)) {
        return null;
      }
    }
    return single;
  }
}
