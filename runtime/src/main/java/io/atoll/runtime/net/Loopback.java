package io.atoll.runtime.net;

import java.util.regex.Pattern;

/** Tells addresses of this machine from all others, by their text: no name is ever looked up. */
public final class Loopback {
  // Four groups of digits, so that the name "127.example.org" is not taken for an address.
  private static final Pattern IPV4 = Pattern.compile("(::ffff:)?127(\\.\\d{1,3}){3}");

  private Loopback() {}

  /** Whether it is 127.0.0.0/8 (RFC 1122, 3.2.1.3), ::1 (RFC 4291, 2.5.3) or {@code localhost}. */
  public static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("0:0:0:0:0:0:0:1")
        || IPV4.matcher(host).matches();
  }
}
