package io.atoll.cli.platform.wan;

import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All links between the regions of a platform, two for every pair. */
public final class Wan {
  /**
   * One directed link.
   *
   * @param targets where it listens, and where what arrives there goes
   */
  public record Route(RegionId from, RegionId to, Duration delay, Map<HostPort, HostPort> targets) {
    public Route {
      targets = Map.copyOf(targets);
    }
  }

  private final List<Route> routes;
  private final List<WanLink> links = new ArrayList<>();

  public Wan(Vertx vertx, WallClock wall, MonotonicClock clock, List<Route> routes) {
    this.routes = List.copyOf(routes);
    for (Route route : routes) {
      links.add(new WanLink(vertx, wall, clock, route.from(), route.to(), route.delay()));
    }
  }

  /** Listens everywhere; each direction needs the opposite one. */
  public Future<Void> start() {
    return Future.all(
            routes.stream()
                .map(route ->
                    existing(route.from(), route.to())
                        .listen(route.targets(), existing(route.to(), route.from())))
                .toList())
        .mapEmpty();
  }

  private WanLink existing(RegionId from, RegionId to) {
    return find(from.value(), to.value())
        .orElseThrow(
            () -> new IllegalArgumentException("no link from %s to %s".formatted(from, to)));
  }

  /** The link of one direction; empty if there is none between these two. */
  public Optional<WanLink> find(String from, String to) {
    return links.stream()
        .filter(link -> link.from().value().equals(from) && link.to().value().equals(to))
        .findFirst();
  }

  /** {@code links: [{from, to, delayMillis, cut, cutUntil, connections, bytes}]}. */
  public JsonObject json() {
    return new JsonObject().put("links", new JsonArray(links.stream().map(WanLink::json).toList()));
  }
}
