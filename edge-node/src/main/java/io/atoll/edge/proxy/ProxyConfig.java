package io.atoll.edge.proxy;

import io.atoll.edge.encode.CompressionConfig;
import io.atoll.edge.invalidate.PurgeConfig;
import io.atoll.edge.shared.SharedConfig;
import io.atoll.edge.upstream.PoolConfig;
import io.atoll.runtime.config.ConfigNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The gateway's config. Without routes an edge answers the data API for every host.
 *
 * @param apiHosts names of the data API; bare addresses are that too
 * @param bytesMax of memory for answers, see {@link io.atoll.edge.page.MemoryBudget}
 * @param objectBytesMax of one stored answer; larger ones are passed through
 * @param shared what the edges of the region share of stored answers
 * @param purges what purging may take up
 * @param webSockets what connections that became WebSockets may take up
 * @param waitMax how long a request waits for another one's answer before it asks by itself
 */
public record ProxyConfig(
    Set<String> apiHosts,
    List<PoolConfig> pools,
    List<RouteConfig> routes,
    CompressionConfig compression,
    long bytesMax,
    long objectBytesMax,
    SharedConfig shared,
    PurgeConfig purges,
    WebSocketConfig webSockets,
    Duration waitMax) {
  private static final long BYTES_DEFAULT = 64L << 20;
  private static final long OBJECT_BYTES_DEFAULT = 4L << 20;
  private static final Duration WAIT_DEFAULT = Duration.ofSeconds(5);

  /** No routes. */
  public static final ProxyConfig NONE =
      new ProxyConfig(
          Set.of("api.atoll.test"),
          List.of(),
          List.of(),
          CompressionConfig.DEFAULT,
          BYTES_DEFAULT,
          OBJECT_BYTES_DEFAULT,
          SharedConfig.DEFAULT,
          PurgeConfig.DEFAULT,
          WebSocketConfig.DEFAULT,
          WAIT_DEFAULT);

  public ProxyConfig {
    apiHosts = Set.copyOf(apiHosts);
    pools = List.copyOf(pools);
    routes = List.copyOf(routes);
  }

  public static ProxyConfig read(ConfigNode node) {
    if (node.has("peers")) {
      node.problem(
          "peers", "is no key here: name other regions' edges once, under 'peers' beside 'http'");
    }
    List<String> apiHosts = node.strings("api-hosts");
    List<PoolConfig> pools = node.list("upstreams", PoolConfig::read);
    List<RouteConfig> routes = node.list("routes", RouteConfig::read);
    Set<String> names = pools.stream().map(PoolConfig::name).collect(Collectors.toSet());
    routes.stream()
        .filter(route -> !names.contains(route.upstream()))
        .forEach(route ->
            node.problem(
                "routes",
                "upstream '%s' of host '%s' is none of upstreams %s"
                    .formatted(route.upstream(), route.host(), names)));
    return new ProxyConfig(
        apiHosts.isEmpty()
            ? NONE.apiHosts()
            : apiHosts.stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet()),
        pools,
        routes,
        node.object("compression", CompressionConfig::read),
        node.size("bytes-max", BYTES_DEFAULT, 1L << 20, 1L << 36),
        node.size("object-bytes-max", OBJECT_BYTES_DEFAULT, 1 << 10, 1 << 30),
        node.object("shared", SharedConfig::read),
        node.object("purges", PurgeConfig::read),
        node.object("websockets", WebSocketConfig::read),
        node.duration("wait-max", WAIT_DEFAULT, Duration.ofMillis(1), Duration.ofMinutes(1)));
  }
}
