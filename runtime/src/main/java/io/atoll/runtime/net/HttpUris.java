package io.atoll.runtime.net;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Base addresses of HTTP interfaces, such as {@code http://127.0.1.30:7000}. */
public final class HttpUris {
  private HttpUris() {}

  /** Reads an http or https address that names a host; a slash at its end is dropped. */
  public static URI parse(String text) {
    String base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    try {
      URI uri = URI.create(base);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw malformed(text, e);
    }
    throw malformed(text, null);
  }

  private static IllegalArgumentException malformed(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "'%s' is not an http address, such as http://127.0.0.1:7000".formatted(text), cause);
  }
}
