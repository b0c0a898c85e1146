package io.atoll.core.operation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that don't change, compared by content. {@link #wrap} and {@link #unsafeArray} don't copy,
 * for the paths where a copy would be the cost: whoever wraps an array gives it away, whoever
 * borrows one must not write to it.
 */
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  public static Bytes wrap(byte[] content) {
    return new Bytes(content);
  }

  public static Bytes copyOf(byte[] content) {
    return new Bytes(content.clone());
  }

  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public int size() {
    return content.length;
  }

  public byte[] unsafeArray() {
    return content;
  }

  public String utf8() {
    return new String(content, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** Says only how many, so that no value ends up in a log line. */
  @Override
  public String toString() {
    return content.length + " bytes";
  }
}
