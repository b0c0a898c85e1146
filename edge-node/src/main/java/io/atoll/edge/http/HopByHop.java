package io.atoll.edge.http;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Fields that end with the connection they came on (RFC 9110 section 7.6.1). */
public final class HopByHop {
  /** Those that are so even if {@code Connection} doesn't name them. */
  private static final Set<String> ALWAYS =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "transfer-encoding",
          "upgrade",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-authentication-info");

  /**
   * Those that {@code Connection} must not take away: they say what a message is, or whose; a
   * client that names them wants to be taken for somebody else.
   */
  private static final Set<String> KEPT =
      Set.of("host", "content-length", "cache-control", "authorization", "cookie", "cdn-loop");

  private HopByHop() {}

  /** What {@code Connection} lists, in lower case. */
  public static Set<String> options(Fields message) {
    return new HashSet<>(Syntax.names(message.lines("connection")));
  }

  /** The names, in lower case, of the fields of this message that must not be passed on. */
  public static Set<String> namesIn(Fields message) {
    if (!message.has("connection")) {
      return ALWAYS;
    }
    Set<String> names = options(message);
    names.removeIf(name -> KEPT.contains(name) || isOurs(name));
    names.addAll(ALWAYS);
    return names;
  }

  private static boolean isOurs(String name) {
    return name.startsWith("x-forwarded-") || name.toLowerCase(Locale.ROOT).equals("forwarded");
  }
}
