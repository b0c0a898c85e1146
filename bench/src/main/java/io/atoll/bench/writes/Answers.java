package io.atoll.bench.writes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Recognises whole answers, and refuses those that don't say that a write is done. */
@FunctionalInterface
interface Answers {
  /** In any case of letters, which differ by one bit. */
  String LENGTH = "content-length: ";

  /**
   * Whether a buffer, from 0 to its position, holds the whole of one answer.
   *
   * @throws IOException if it is none that says that the write is done
   */
  boolean isWhole(ByteBuffer in) throws IOException;

  /** {@code +OK}. */
  static boolean redis(ByteBuffer in) throws IOException {
    if (in.position() > 0 && in.get(0) != '+') {
      throw new IOException("Redis answered " + text(in));
    }
    return in.position() > 1 && in.get(in.position() - 1) == '\n';
  }

  /** HTTP/1.1 with a status that says visible, and a length if there is a body. */
  static boolean http(ByteBuffer in) throws IOException {
    long length = 0;
    int line = 0;
    for (int at = 0; at < in.position(); at++) {
      if (in.get(at) != '\n') {
        continue;
      }
      if (line > 0 && at - line <= 1) {
        requireVisible(in);
        return in.position() - at - 1 >= length;
      }
      if (isLength(in, line, at)) {
        length = number(in, line + LENGTH.length(), at);
      }
      line = at + 1;
    }
    return false;
  }

  private static boolean isLength(ByteBuffer in, int from, int to) {
    for (int i = 0; i < LENGTH.length(); i++) {
      if (from + i >= to || (in.get(from + i) | 0x20) != (LENGTH.charAt(i) | 0x20)) {
        return false;
      }
    }
    return true;
  }

  private static long number(ByteBuffer in, int from, int to) {
    long number = 0;
    for (int at = from; at < to && in.get(at) >= '0' && in.get(at) <= '9'; at++) {
      number = 10 * number + in.get(at) - '0';
    }
    return number;
  }

  /** 202 would say: saved, but not visible. */
  private static void requireVisible(ByteBuffer in) throws IOException {
    int status = (int) number(in, 9, 12);
    if (status != 200 && status != 201 && status != 204) {
      throw new IOException("an edge answered " + text(in));
    }
  }

  private static String text(ByteBuffer in) {
    return StandardCharsets.UTF_8.decode(in.duplicate().flip()).toString();
  }
}
