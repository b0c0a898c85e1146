package io.atoll.bench.writes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The same bytes for every write but for the key's number, which has a fixed place and width. */
final class Request {
  /** Stands where the number goes. */
  static final String NUMBER = "#####";

  private final byte[] bytes;
  private final int numberAt;

  /**
   * @param head with one {@link #NUMBER}
   */
  Request(String head, byte[] body, String end) {
    numberAt = head.indexOf(NUMBER);
    bytes =
        ByteBuffer.allocate(head.length() + body.length + end.length())
            .put(ascii(head))
            .put(body)
            .put(ascii(end))
            .array();
  }

  int size() {
    return bytes.length;
  }

  /** Fills a buffer with the request for a number's key. */
  void fill(ByteBuffer out, long number) {
    out.clear().put(bytes);
    long rest = number % WritesBench.KEYS;
    for (int at = numberAt + NUMBER.length() - 1; at >= numberAt; at--) {
      out.put(at, (byte) ('0' + rest % 10));
      rest /= 10;
    }
    out.flip();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
