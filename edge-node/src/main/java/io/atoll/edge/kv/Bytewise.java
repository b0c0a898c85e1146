package io.atoll.edge.kv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text in the order of its UTF-8 bytes, as Redis lists entries. */
record Bytewise(String text) implements Comparable<Bytewise> {
  @Override
  public int compareTo(Bytewise other) {
    return Arrays.compareUnsigned(
        text.getBytes(StandardCharsets.UTF_8), other.text.getBytes(StandardCharsets.UTF_8));
  }
}
