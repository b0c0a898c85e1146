package io.atoll.edge.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a {@code Cache-Control} field, taken apart (RFC 9111 section 5.2): names, each with
 * an argument or without.
 *
 * <p>What is malformed is kept as far as it can be read, so that a restriction counts however badly
 * it is written, and a permission only if it is written well: {@code no-store="x} is {@code
 * no-store}, {@code max-age =9} is a {@code max-age} without a usable argument.
 */
record Directives(List<Directive> all) {
  /**
   * @param name in lower case
   * @param argument without quotes; null: none
   * @param wellFormed whether the argument, or its absence, is of the standard's syntax
   */
  record Directive(String name, @Nullable String argument, boolean wellFormed) {
    /** Its argument in seconds, at most {@link Freshness#SECONDS_MAX}; -1 if it is not that. */
    long seconds() {
      return wellFormed && argument != null
          ? Syntax.digits(argument, Freshness.SECONDS_MAX)
          : CacheControl.INVALID;
    }

    /** Its argument as a list of field names; empty if there is none that can be trusted. */
    List<String> names() {
      if (!wellFormed || argument == null) {
        return List.of();
      }
      List<String> members = Syntax.members(List.of(argument));
      return members.stream().allMatch(Syntax::isToken)
          ? members.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList()
          : List.of();
    }
  }

  Directives {
    all = List.copyOf(all);
  }

  static Directives parse(List<String> lines) {
    List<Directive> all = new ArrayList<>();
    for (String member : Syntax.members(lines)) {
      int end = 0;
      while (end < member.length() && Syntax.isTokenCharacter(member.charAt(end))) {
        end++;
      }
      if (end > 0) {
        all.add(
            directive(member.substring(0, end).toLowerCase(Locale.ROOT), member.substring(end)));
      }
    }
    return new Directives(all);
  }

  private static Directive directive(String name, String rest) {
    if (rest.isEmpty()) {
      return new Directive(name, null, true);
    }
    String argument = rest.substring(1);
    if (rest.charAt(0) != '=') {
      return new Directive(name, null, false);
    }
    if (Syntax.isToken(argument)) {
      return new Directive(name, argument, true);
    }
    boolean quoted =
        argument.startsWith("\"") && Syntax.closingQuote(argument, 0) == argument.length() - 1;
    return quoted
        ? new Directive(name, unquoted(argument.substring(1, argument.length() - 1)), true)
        : new Directive(name, null, false);
  }

  /** RFC 9110 section 5.6.4: a backslash stands for nothing but the character after it. */
  private static String unquoted(String text) {
    return text.indexOf('\\') < 0 ? text : text.replaceAll("\\\\(.)", "$1");
  }
}
