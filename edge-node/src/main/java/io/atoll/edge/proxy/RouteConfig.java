package io.atoll.edge.proxy;

import io.atoll.edge.http.Heuristics;
import io.atoll.edge.http.KeyPolicy;
import io.atoll.edge.upstream.BodyBounds;
import io.atoll.runtime.config.ConfigNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Where requests for a host and a path go.
 *
 * @param name of the route, for metrics; by default its host
 * @param host in lower case; {@code *.example.org} takes every name below that one, {@code *} every
 *     host that no other route names
 * @param prefix of the path; the longest one that fits counts
 * @param upstream name of the pool
 * @param purgesEverywhere whether what unsafe requests make doubtful is purged in every region;
 *     else in this one
 * @param cached whether answers are stored at all
 * @param compressed whether answers may be
 * @param body what bodies of requests may take up
 */
record RouteConfig(
    String name,
    String host,
    String prefix,
    String upstream,
    boolean purgesEverywhere,
    boolean cached,
    boolean compressed,
    BodyBounds body,
    KeyPolicy key,
    Heuristics heuristics) {
  private static final Duration NEGATIVE_MAX = Duration.ofHours(1);

  static RouteConfig read(ConfigNode node) {
    String host = node.requiredString("host").toLowerCase(Locale.ROOT);
    String prefix = node.string("prefix", "/");
    if (!prefix.startsWith("/")) {
      node.problem("prefix", "'%s' does not begin with '/'".formatted(prefix));
    }
    return new RouteConfig(
        node.string("name", host),
        host,
        prefix,
        node.requiredString("upstream"),
        node.bool("purges-everywhere", false),
        node.bool("cached", true),
        node.bool("compressed", true),
        node.object("body", BodyBounds::read),
        node.object("key", RouteConfig::key),
        new Heuristics(
            node.decimal("heuristic-fraction", Heuristics.USUAL.fraction(), 0, 1),
            Heuristics.USUAL.secondsMax(),
            node.duration(
                    "negative-ttl",
                    Duration.ofSeconds(Heuristics.USUAL.negativeSeconds()),
                    Duration.ZERO,
                    NEGATIVE_MAX)
                .toSeconds()));
  }

  private static KeyPolicy key(ConfigNode node) {
    return new KeyPolicy(
        node.parse(
            "query",
            text -> KeyPolicy.Query.valueOf(text.toUpperCase(Locale.ROOT)),
            KeyPolicy.Query.ALL),
        Set.copyOf(node.strings("parameters")),
        node.bool("sorted", false),
        Set.copyOf(node.strings("cookies")));
  }
}
