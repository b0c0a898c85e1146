package io.atoll.core.routing;

/**
 * One edge node as users see it.
 *
 * @param node its name within the region, such as {@code edge-1}
 * @param address the IPv4 or IPv6 address users connect to
 * @param port the port users connect to
 * @param healthy whether its region's controller finds it ready
 */
public record EdgeEntry(String node, String address, int port, boolean healthy) {
  public EdgeEntry {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "port %d of edge '%s' is outside 1 to 65535".formatted(port, node));
    }
  }
}
