package io.atoll.chaos.target;

import java.nio.charset.StandardCharsets;

/**
 * The bytes a drill stores for a value: its short name, a space, and a filler that follows from the
 * name, so that a reader can tell a damaged value from a foreign one without the history holding it
 * all.
 */
final class DrillValue {
  /** Stands in a history for bytes that are no drill's value. */
  static final String DAMAGED = "(damaged)";

  private static final char SEPARATOR = ' ';

  private DrillValue() {}

  /** At least the name and a space, however small the size. */
  static byte[] bytes(String name, int size) {
    StringBuilder text = new StringBuilder(size).append(name).append(SEPARATOR);
    fill(text, name, size);
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void fill(StringBuilder text, String name, int size) {
    for (int i = 0; text.length() < size; i++) {
      text.append(name.charAt(i % name.length()));
    }
  }

  /** The name in what was read, or {@link #DAMAGED}. */
  static String name(byte[] read) {
    String text = new String(read, StandardCharsets.US_ASCII);
    int separator = text.indexOf(SEPARATOR);
    if (separator <= 0) {
      return DAMAGED;
    }
    String name = text.substring(0, separator);
    StringBuilder expected = new StringBuilder(text.length()).append(name).append(SEPARATOR);
    fill(expected, name, text.length());
    return expected.toString().equals(text) ? name : DAMAGED;
  }
}
