package io.atoll.edge.upstream;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Names of fields as they are read off a connection: those that are met often are made once. */
final class FieldNames {
  private static final int SLOTS = 256;
  private static final String[] KNOWN = new String[SLOTS];

  /** A token's characters in lower case; 0: none (RFC 9110 section 5.6.2). */
  private static final byte[] LOWER = new byte[128];

  static {
    for (char c = 'a'; c <= 'z'; c++) {
      LOWER[c] = (byte) c;
      LOWER[c - 'a' + 'A'] = (byte) c;
    }
    for (char c : "0123456789!#$%&'*+-.^_`|~".toCharArray()) {
      LOWER[c] = (byte) c;
    }
    String common =
        "accept-ranges age cache-control cdn-cache-control connection content-encoding"
            + " content-language content-length content-location content-range"
            + " content-security-policy content-type date etag expires keep-alive last-modified"
            + " link location server set-cookie strict-transport-security surrogate-key trailer"
            + " transfer-encoding vary via x-cache x-content-type-options x-frame-options"
            + " x-powered-by x-request-id";
    for (String name : common.split(" ", -1)) {
      byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
      // Of two in one slot, the first is made each time.
      KNOWN[slot(bytes, 0, bytes.length)] = name;
    }
  }

  private FieldNames() {}

  /** In lower case, which the bytes are put into; null: it is no token. */
  static @Nullable String read(byte[] bytes, int from, int to) {
    if (from == to) {
      return null;
    }
    for (int i = from; i < to; i++) {
      byte lower = bytes[i] < 0 ? 0 : LOWER[bytes[i]];
      if (lower == 0) {
        return null;
      }
      bytes[i] = lower;
    }
    String known = KNOWN[slot(bytes, from, to)];
    return known != null && isSame(known, bytes, from, to) ? known : latin1(bytes, from, to);
  }

  static String latin1(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean isSame(String known, byte[] bytes, int from, int to) {
    if (known.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (known.charAt(i - from) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static int slot(byte[] bytes, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return (hash ^ hash >>> 8) & SLOTS - 1;
  }
}
