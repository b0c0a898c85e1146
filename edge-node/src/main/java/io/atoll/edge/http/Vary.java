package io.atoll.edge.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of a request an answer depends on (RFC 9110 section 12.5.5, RFC 9111 section 4.1).
 *
 * @param any {@code *}: on something that is in no field; a name that is none counts as this
 * @param names in lower case, sorted, each once
 */
public record Vary(boolean any, List<String> names) {
  /** On nothing but the URI. */
  public static final Vary NOTHING = new Vary(false, List.of());

  /** Their members mean the same in any order. */
  private static final Set<String> UNORDERED =
      Set.of("accept", "accept-charset", "accept-encoding");

  public Vary {
    names = List.copyOf(names);
  }

  public static Vary of(Fields response) {
    List<String> lines = response.lines("vary");
    if (lines.isEmpty()) {
      return NOTHING;
    }
    List<String> members = Syntax.members(lines);
    // '*' is a character of tokens, so it is looked for first.
    boolean any = members.contains("*") || !members.stream().allMatch(Syntax::isToken);
    return new Vary(any, List.copyOf(new TreeSet<>(Syntax.names(members))));
  }

  /** What the request says in the fields that count: requests that agree in it get one answer. */
  public Variant variant(Fields request) {
    if (names.isEmpty()) {
      return Variant.ONLY;
    }
    List<@Nullable String> values = new ArrayList<>(names.size());
    for (String name : names) {
      values.add(normal(name, request.lines(name)));
    }
    return new Variant(values);
  }

  /** Lines joined, white space around commas taken away (RFC 9111 section 4.1). */
  private static @Nullable String normal(String name, List<String> lines) {
    if (lines.isEmpty()) {
      return null;
    }
    var members = Syntax.members(lines).stream();
    return (UNORDERED.contains(name) ? members.sorted() : members).collect(Collectors.joining(","));
  }

  /**
   * The values of the fields that count, in the order of their names.
   *
   * @param values null: not there, which is not the same as empty
   */
  public record Variant(List<@Nullable String> values) {
    static final Variant ONLY = new Variant(List.of());

    public Variant {
      values = java.util.Collections.unmodifiableList(new ArrayList<>(values));
    }
  }
}
