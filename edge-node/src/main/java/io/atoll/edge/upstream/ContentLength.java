package io.atoll.edge.upstream;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.upstream.ResponseReader.MalformedException;
import java.util.List;

/** The length of its content that an answer states (RFC 9110 section 8.6). */
final class ContentLength {
  private static final String NAME = "content-length";
  private static final int DIGITS_MAX = 18;

  private ContentLength() {}

  /**
   * In bytes; -1: none is stated. Repeated, it must say the same.
   *
   * @throws MalformedException if it is no number, or two
   */
  static long of(FieldList all) throws MalformedException {
    String first = all.first(NAME);
    if (first == null) {
      return -1;
    }
    List<String> lines = all.lines(NAME);
    if (lines.size() == 1 && first.indexOf(',') < 0) {
      return number(first);
    }
    long length = -1;
    for (String line : lines) {
      for (String value : line.split(",", -1)) {
        long one = number(value.strip());
        if (length >= 0 && one != length) {
          throw new MalformedException(
              "its content-length is both %d and %d".formatted(length, one));
        }
        length = one;
      }
    }
    return length;
  }

  private static long number(String text) throws MalformedException {
    boolean digits = !text.isEmpty() && text.length() <= DIGITS_MAX;
    for (int i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!digits) {
      throw new MalformedException("its content-length '%s' is not a number".formatted(text));
    }
    return Long.parseLong(text);
  }
}
