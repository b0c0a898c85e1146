package io.atoll.runtime.net;

/**
 * Where something listens or is reached: a host name or literal address, and a port.
 *
 * @param host without brackets, also when it is an IPv6 address
 * @param port 0 to {@value #PORT_MAX}; 0 lets the system choose when listening
 */
public record HostPort(String host, int port) {
  public static final int PORT_MAX = 65_535;

  public HostPort {
    if (host.isEmpty() || host.indexOf('[') >= 0 || host.indexOf(']') >= 0) {
      throw new IllegalArgumentException("host '%s' is not a name or an address".formatted(host));
    }
    if (port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException(
          "port %d of host '%s' is outside 0 to %d".formatted(port, host, PORT_MAX));
    }
  }

  /** Reads {@code host:port} or {@code [ipv6]:port}. */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw malformed(text);
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw malformed(text);
    }
    int port;
    try {
      port = Integer.parseInt(text, colon + 1, text.length(), 10);
    } catch (NumberFormatException e) {
      throw malformed(text);
    }
    return new HostPort(host, port);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "'%s' is not host:port, such as 127.0.0.1:8080 or [::1]:8080".formatted(text));
  }

  /** Whether only this machine can reach it, judged by the text alone: no name is looked up. */
  public boolean isLoopback() {
    return Loopback.isLoopback(host);
  }

  public HostPort withPort(int other) {
    return new HostPort(host, other);
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
