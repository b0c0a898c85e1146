package io.atoll.edge.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What field values are made of (RFC 9110 section 5.6): tokens, lists, seconds. */
final class Syntax {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private Syntax() {}

  /** RFC 9110 section 5.6.2. */
  static boolean isTokenCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_MARKS.indexOf(c) >= 0;
  }

  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenCharacter(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** RFC 9110 section 5.6.3. */
  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Without blanks around it; other white space stays, since it is not a blank. */
  static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /**
   * The members of a list (RFC 9110 section 5.6.1), from all lines of its field. Empty members are
   * passed over; a comma within a quoted string separates nothing. A quote that is never closed is
   * an ordinary character: what follows it must not be hidden by it.
   */
  static List<String> members(List<String> lines) {
    List<String> members = new ArrayList<>();
    for (String line : lines) {
      int from = 0;
      while (from <= line.length()) {
        int comma = memberEnd(line, from);
        String member = trim(line.substring(from, comma));
        if (!member.isEmpty()) {
          members.add(member);
        }
        from = comma + 1;
      }
    }
    return members;
  }

  private static int memberEnd(String line, int from) {
    int at = from;
    while (at < line.length() && line.charAt(at) != ',') {
      int close = line.charAt(at) == '"' ? closingQuote(line, at) : -1;
      at = close < 0 ? at + 1 : close + 1;
    }
    return at;
  }

  /** Where the quoted string that opens here closes (RFC 9110 section 5.6.4), or -1. */
  static int closingQuote(String text, int open) {
    for (int at = open + 1; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        return at;
      }
      if (c == '\\') {
        at++;
      }
    }
    return -1;
  }

  /** The names in a list of field names, in lower case; what is no name is passed over. */
  static List<String> names(List<String> lines) {
    List<String> names = new ArrayList<>();
    for (String member : members(lines)) {
      if (isToken(member)) {
        names.add(member.toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  /**
   * Digits as a number, at most {@code max} however many there are; -1 if it is anything else.
   *
   * @param max at most {@code Long.MAX_VALUE / 10 - 1}
   */
  static long digits(String text, long max) {
    if (text.isEmpty()) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = Math.min(max, value * 10 + (c - '0'));
    }
    return value;
  }
}
