package io.atoll.edge.proxy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which route a host and path belong to. Hosts are looked up whole, then by what they end with. */
final class Routes {
  private final Map<String, List<Route>> byHost = new HashMap<>();

  Routes(List<Route> routes) {
    Comparator<Route> longestPrefixFirst =
        Comparator.comparingInt((Route route) -> route.config().prefix().length()).reversed();
    for (Route route : routes.stream().sorted(longestPrefixFirst).toList()) {
      byHost.merge(
          route.config().host(),
          List.of(route),
          (known, more) -> Stream.concat(known.stream(), more.stream()).toList());
    }
  }

  boolean isEmpty() {
    return byHost.isEmpty();
  }

  /**
   * The route of a request, or null if none leads there.
   *
   * @param host in lower case, without port
   */
  @Nullable Route find(String host, String path) {
    List<Route> exact = byHost.get(host);
    if (exact != null) {
      return longest(exact, path);
    }
    return findBelow(host, candidate -> byHost.get(candidate), path);
  }

  private static @Nullable Route findBelow(
      String host, Function<String, @Nullable List<Route>> routesOf, String path) {
    for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      List<Route> below = routesOf.apply("*" + host.substring(dot));
      if (below != null) {
        return longest(below, path);
      }
    }
    List<Route> all = routesOf.apply("*");
    return all == null ? null : longest(all, path);
  }

  private static @Nullable Route longest(List<Route> routes, String path) {
    for (Route route : routes) {
      if (isBelow(path, route.config().prefix())) {
        return route;
      }
    }
    return null;
  }

  /** {@code /a} leads to {@code /a} and {@code /a/b}, not to {@code /ab}. */
  private static boolean isBelow(String path, String prefix) {
    return path.startsWith(prefix)
        && (prefix.endsWith("/")
            || path.length() == prefix.length()
            || path.charAt(prefix.length()) == '/');
  }
}
