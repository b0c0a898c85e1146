package io.atoll.edge.server;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the fields of a request ask for nothing beyond its URI, found in one pass over them. */
final class PlainRequest {
  private PlainRequest() {}

  /** The one value of {@code Host}; null: there is another number of them, or more is asked for. */
  static @Nullable String host(HttpHeaders fields) {
    String host = null;
    Iterator<Map.Entry<CharSequence, CharSequence>> lines = fields.iteratorCharSequence();
    while (lines.hasNext()) {
      Map.Entry<CharSequence, CharSequence> line = lines.next();
      CharSequence name = line.getKey();
      if (is(name, "host")) {
        if (host != null) {
          return null;
        }
        host = line.getValue().toString();
      } else if (asksForMore(name, line.getValue())) {
        return null;
      }
    }
    return host;
  }

  /** Whether the fields of a request in HTTP/2 ask for more than its URI. */
  static boolean asksForMore(Http2Headers fields) {
    for (Map.Entry<CharSequence, CharSequence> line : fields) {
      CharSequence name = line.getKey();
      if (is(name, "host") || asksForMore(name, line.getValue())) {
        return true;
      }
    }
    return false;
  }

  private static boolean asksForMore(CharSequence name, CharSequence value) {
    return switch (name.length()) {
      case 2 -> is(name, "te");
      case 5 -> is(name, "range");
      case 6 -> is(name, "pragma") || is(name, "expect");
      case 7 -> is(name, "upgrade");
      case 8 -> is(name, "if-match") || is(name, "if-range");
      case 10 -> is(name, "connection") && !is(value, "keep-alive");
      case 13 -> is(name, "cache-control") || is(name, "if-none-match");
      case 14 -> is(name, "content-length");
      case 17 -> is(name, "if-modified-since") || is(name, "transfer-encoding");
      case 19 -> is(name, "if-unmodified-since");
      default -> false;
    };
  }

  private static boolean is(CharSequence text, String expected) {
    return text.length() == expected.length()
        && AsciiString.contentEqualsIgnoreCase(text, expected);
  }
}
