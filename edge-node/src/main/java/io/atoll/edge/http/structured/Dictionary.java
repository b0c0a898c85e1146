package io.atoll.edge.http.structured;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Members by name, in their order (RFC 9651 section 3.2). Of a name given twice the last counts.
 */
public record Dictionary(Map<String, Member> members) {
  public Dictionary {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /** Reads all lines of a field; empty if there is a fault anywhere in them. */
  public static Optional<Dictionary> parse(List<String> lines) {
    return Parser.whole(lines, Parser::dictionary);
  }
}
