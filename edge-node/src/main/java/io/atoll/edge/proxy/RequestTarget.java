package io.atoll.edge.proxy;

import org.jspecify.annotations.Nullable;

/** What a request line names (RFC 9112 section 3.2). */
final class RequestTarget {
  private RequestTarget() {}

  /** Path and query of an absolute form, whose host counts in place of {@code Host}; else null. */
  static @Nullable String authorityOf(String uri) {
    int from = schemeLength(uri);
    return from == 0 ? null : uri.substring(from, authorityEnd(uri, from));
  }

  /** Path and query. */
  static String originForm(String uri) {
    int from = schemeLength(uri);
    if (from == 0) {
      return uri;
    }
    String rest = uri.substring(authorityEnd(uri, from));
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  private static int schemeLength(String uri) {
    if (uri.regionMatches(true, 0, "http://", 0, 7)) {
      return 7;
    }
    return uri.regionMatches(true, 0, "https://", 0, 8) ? 8 : 0;
  }

  private static int authorityEnd(String uri, int from) {
    int at = from;
    while (at < uri.length() && uri.charAt(at) != '/' && uri.charAt(at) != '?') {
      at++;
    }
    return at;
  }

  /**
   * Whether every program on the way reads it alike: a path, of characters of URIs only, without a
   * segment {@code .} or {@code ..}, written plainly or not, by which it could get past the prefix
   * of its route.
   */
  static boolean isPlain(String target) {
    if (!target.startsWith("/")) {
      return false;
    }
    boolean suspicious = false;
    int end = target.length();
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '\\' || c == '#' || c == '"' || c == '<' || c == '>') {
        return false;
      }
      if (c == '?' && end == target.length()) {
        end = i;
      }
      suspicious |= c == '/' && i < end && i + 1 < target.length() && isDot(target, i + 1);
    }
    return !suspicious || !hasDotSegment(target.substring(0, end));
  }

  private static boolean isDot(String target, int at) {
    return target.charAt(at) == '.' || target.regionMatches(true, at, "%2e", 0, 3);
  }

  private static boolean hasDotSegment(String path) {
    for (String segment : path.split("/", -1)) {
      String plain = segment.replace("%2e", ".").replace("%2E", ".");
      if (plain.equals(".") || plain.equals("..")) {
        return true;
      }
    }
    return false;
  }
}
