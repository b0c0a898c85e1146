package io.atoll.edge.upstream;

import io.atoll.edge.upstream.ResponseReader.MalformedException;

/**
 * The line that a chunk begins with: its size, and perhaps extensions, which nobody knows (RFC 9112
 * section 7.1).
 */
final class ChunkSize {
  /** Of the line, without its line feed. */
  static final int LINE_BYTES_MAX = 4 << 10;

  private static final int DIGITS_MAX = 15;

  private ChunkSize() {}

  /**
   * The size, in bytes; 0: it is the last chunk.
   *
   * @param length of the line, without its line feed
   * @throws MalformedException if it is no such line
   */
  static long of(byte[] line, int length) throws MalformedException {
    int digits = 0;
    long size = 0;
    while (digits < length) {
      int digit = Character.digit(line[digits], 16);
      if (digit < 0) {
        break;
      }
      size = size << 4 | digit;
      digits++;
      if (digits > DIGITS_MAX) {
        throw new MalformedException("a chunk's size has too many digits");
      }
    }
    int after = digits;
    while (after < length && Octets.isBlank(line[after])) {
      after++;
    }
    boolean ends = after == length - 1 && line[after] == '\r';
    boolean extended = after < length && line[after] == ';' && line[length - 1] == '\r';
    if (digits == 0 || !(ends || extended)) {
      throw new MalformedException("a chunk does not begin with its size");
    }
    for (int i = after; i < length - 1; i++) {
      if (Octets.isControl(line[i])) {
        throw new MalformedException("a chunk's extension has a control character");
      }
    }
    return size;
  }
}
