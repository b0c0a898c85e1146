package io.atoll.edge.http;

import java.util.Locale;
import java.util.Optional;

/** The host that a request is for (RFC 9110 section 7.2). */
public final class Authority {
  private static final int LENGTH_MAX = 255;

  private Authority() {}

  /**
   * In lower case and without the port that its scheme has anyway; empty if it is not {@code host}
   * or {@code host:port}, which also shuts out user names, paths and blanks.
   */
  public static Optional<String> parse(String text, String scheme) {
    if (text.isEmpty() || text.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    int colon = text.startsWith("[") ? text.indexOf(':', text.indexOf(']') + 1) : text.indexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    String port = colon < 0 ? "" : text.substring(colon + 1);
    boolean valid =
        !host.isEmpty()
            && (host.startsWith("[") ? isIpv6(host) : isName(host))
            && (colon < 0 || Syntax.digits(port, 1 << 16) >= 0)
            && Syntax.digits(port, 1 << 16) < 1 << 16;
    return valid ? Optional.of(normal(text, scheme)) : Optional.empty();
  }

  static String normal(String authority, String scheme) {
    String lower = authority.toLowerCase(Locale.ROOT);
    String port = scheme.equals("https") ? ":443" : ":80";
    // An address in brackets has colons of its own: only what follows them is a port.
    boolean usual = lower.endsWith(port) && (lower.charAt(0) != '[' || lower.endsWith("]" + port));
    return usual ? lower.substring(0, lower.length() - port.length()) : lower;
  }

  /** Without its port. */
  public static String host(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
  }

  /** Whether it is an address rather than a name, or this machine's own name. */
  public static boolean isAddress(String host) {
    return host.startsWith("[") || host.equals("localhost") || isIpv4(host);
  }

  private static boolean isIpv4(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if ((c < '0' || c > '9') && c != '.') {
        return false;
      }
    }
    return !host.isEmpty();
  }

  private static boolean isIpv6(String host) {
    return host.endsWith("]")
        && host.length() > 2
        && host.substring(1, host.length() - 1)
            .chars()
            .allMatch(c -> (Character.digit(c, 16) >= 0 && c < 0x80) || c == ':' || c == '.');
  }

  private static boolean isName(String host) {
    for (int i = 0; i < host.length(); i++) {
      if (!isNamePart(host.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_';
  }
}
