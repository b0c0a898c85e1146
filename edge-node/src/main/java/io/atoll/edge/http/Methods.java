package io.atoll.edge.http;

import java.util.Set;

/** What methods promise (RFC 9110 section 9.2). */
public final class Methods {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  private Methods() {}

  /** Whether the client asks for no change. Of a method nobody knows, nothing is assumed. */
  public static boolean isSafe(String method) {
    return SAFE.contains(method);
  }

  /** Whether asking twice is as good as asking once. */
  public static boolean isIdempotent(String method) {
    return IDEMPOTENT.contains(method);
  }

  /** Whether this cache may answer it from what it holds. POST, though cacheable, is passed on. */
  public static boolean isCached(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }
}
