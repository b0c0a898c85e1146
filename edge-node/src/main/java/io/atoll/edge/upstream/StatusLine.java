package io.atoll.edge.upstream;

import io.atoll.edge.upstream.ResponseReader.MalformedException;

/** The first line of an answer: {@code HTTP/1.x NNN} (RFC 9112 section 4). */
final class StatusLine {
  /** Where the reason may begin, which is dropped. */
  private static final int STATUS_END = "HTTP/1.x NNN".length();

  private StatusLine() {}

  /**
   * The status that it says, from 100 to 999.
   *
   * @param lineEnd where the line feed is that ends the line; it begins at 0
   * @throws MalformedException if it is no such line
   */
  static int status(byte[] bytes, int lineEnd) throws MalformedException {
    int end = lineEnd > 0 && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    boolean good =
        end >= STATUS_END
            && bytes[0] == 'H'
            && bytes[1] == 'T'
            && bytes[2] == 'T'
            && bytes[3] == 'P'
            && bytes[4] == '/'
            && bytes[5] == '1'
            && bytes[6] == '.'
            && Octets.isDigit(bytes[7])
            && bytes[8] == ' '
            && bytes[9] >= '1'
            && bytes[9] <= '9'
            && Octets.isDigit(bytes[10])
            && Octets.isDigit(bytes[11])
            && (end == STATUS_END || bytes[STATUS_END] == ' ');
    for (int i = STATUS_END; good && i < end; i++) {
      good = !Octets.isControl(bytes[i]);
    }
    if (!good) {
      throw new MalformedException("it does not begin with a status of HTTP/1");
    }
    return (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0';
  }

  /** Whether a line that has a status says HTTP/1.1, or a later minor version. */
  static boolean isModern(byte[] bytes) {
    return bytes["HTTP/1.".length()] != '0';
  }
}
