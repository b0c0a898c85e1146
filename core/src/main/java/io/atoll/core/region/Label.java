package io.atoll.core.region;

/**
 * The form of names that can be a DNS label without escaping: {@code a-z 0-9 -}, starting with a
 * letter. Checked for every key that is read or written, so without a regular expression.
 */
public final class Label {
  private Label() {}

  /** Whether a text is one of at most this many characters. */
  public static boolean is(String text, int lengthMax) {
    if (text.isEmpty() || text.length() > lengthMax || !isLetter(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }
}
