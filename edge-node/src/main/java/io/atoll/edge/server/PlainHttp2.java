package io.atoll.edge.server;

import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Map;

/**
 * The head of a request in HTTP/2 as one of HTTP/1.1, in which it goes on to upstreams: nothing in
 * it may be read there as more than it is here (RFC 9113 section 10.3).
 */
final class PlainHttp2 {
  private PlainHttp2() {}

  /** Whether it can be written in HTTP/1.1 as it is (RFC 9113 sections 8.2.1 and 8.3.1). */
  static boolean isSound(Http2Headers fields) {
    for (Map.Entry<CharSequence, CharSequence> line : fields) {
      if (!isName(line.getKey()) || !isValue(line.getValue())) {
        return false;
      }
    }
    return isToken(fields.method());
  }

  private static boolean isName(CharSequence name) {
    boolean pseudo = name.length() > 1 && name.charAt(0) == ':';
    return pseudo || isToken(name);
  }

  private static boolean isToken(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** A path or an authority with a blank in it is refused further on, with an answer. */
  private static boolean isValue(CharSequence value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Puts into fields what HTTP/2 says otherwise: that a body of unknown length follows, and a
   * cookie in pieces (section 8.2.3).
   */
  static void asHttp1(Http2Headers fields, boolean ended) {
    if (!ended && !fields.contains("content-length")) {
      fields.set("transfer-encoding", "chunked");
    }
    List<CharSequence> cookies = fields.getAll("cookie");
    if (cookies.size() > 1) {
      fields.set("cookie", String.join("; ", cookies));
    }
  }
}
