package io.atoll.bench.writes;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads answers, as much of them as a driver needs. */
final class Answers {
  private Answers() {}

  /** Reads one HTTP/1.1 answer with its body, which must have a length, and gives its status. */
  static int http(InputStream in) throws IOException {
    String status = line(in);
    long length = 0;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      if (field.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Long.parseLong(field.substring(15).strip());
      }
    }
    in.skipNBytes(length);
    return Integer.parseInt(status.substring(9, 12));
  }

  /** Reads one simple RESP answer. */
  static void redis(InputStream in) throws IOException {
    String answer = line(in);
    if (!answer.equals("+OK")) {
      throw new IOException("Redis answered " + answer);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
