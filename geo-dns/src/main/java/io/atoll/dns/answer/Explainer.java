package io.atoll.dns.answer;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.dns.geo.Network;
import io.atoll.dns.geo.Place;
import io.atoll.dns.routing.Candidate;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.routing.Target;
import io.atoll.dns.zone.Lookup;
import io.atoll.runtime.json.RoutingTableJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Tells people what a client would be answered, and why. */
public final class Explainer {
  private final Answerer answerer;

  public Explainer(Answerer answerer) {
    this.answerer = answerer;
  }

  /**
   * Explains the A records of a name for a client.
   *
   * @param name with or without the dot at its end
   * @param from the client's address or subnet
   * @throws IllegalArgumentException if one of them is malformed
   */
  public JsonObject explain(String name, String from) {
    Name asked = name(name);
    Network network = Network.parse(from);
    RoutedAnswers answers = answerer.routed();
    Place place = answerer.locator().locate(network);
    Steering steering = answers.steering(policy(asked));
    Client client = Client.of(network, network, steering);
    JsonObject explained =
        new JsonObject()
            .put("name", asked.toString())
            .put("kind", kind(asked))
            .put("from", network.toString())
            .put("place", place(place))
            .put("scope", client.scope())
            .put("ttl", ttl(asked))
            .put("policy", steering.policy().name())
            .put("version", RoutingTableJson.writeVersion(answers.routing().table().version()))
            .put("basis", lower(answers.routing().basis()));
    Optional<Target> given =
        answers.isEmpty() ? Optional.empty() : Optional.of(answers.target(client.target()));
    Coordinates seenFrom = place.coordinates() == null ? answers.home() : place.coordinates();
    List<InetAddress> addresses =
        given.isEmpty() ? List.of() : answers.given(client.target()).ipv4(0);
    return explained
        .put("moves", moves(ttl(asked)))
        .put("regions", regions(answers.routing(), seenFrom, given.map(Target::region)))
        .put(
            "addresses",
            new JsonArray(addresses.stream().map(InetAddress::getHostAddress).toList()));
  }

  private static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(
          "'%s' is not a domain name: %s".formatted(text, e.getMessage()), e);
    }
  }

  private String kind(Name name) {
    return answerer
        .zone(name)
        .map(zone -> kind(zone.find(name, Type.A)))
        .orElse("outside every zone: refused");
  }

  private static String kind(Lookup found) {
    return switch (found) {
      case Lookup.Routed _ -> "routed";
      case Lookup.Found _ -> "static";
      case Lookup.Alias(var alias) -> "an alias of " + alias.getTarget();
      case Lookup.Delegated(var to) -> "delegated at " + to.name();
      case Lookup.NoData _ -> "no addresses";
      case Lookup.NoSuchName _ -> "no such name";
    };
  }

  /** Of names that aren't routed, what it would be. */
  private String policy(Name name) {
    return answerer
        .zone(name)
        .map(zone -> zone.find(name, Type.A))
        .map(found ->
            found instanceof Lookup.Routed(var set) ? set.by().policy() : Policy.NEAREST.name())
        .orElse(Policy.NEAREST.name());
  }

  private long ttl(Name name) {
    return answerer.zone(name).map(zone -> zone.ttl().toSeconds()).orElse(0L);
  }

  private static JsonObject place(Place place) {
    JsonObject json =
        new JsonObject()
            .put("name", place.name())
            .put("source", lower(place.source()))
            .put("network", place.network().toString());
    Coordinates coordinates = place.coordinates();
    return coordinates == null
        ? json
        : json.put("latitude", coordinates.latitude()).put("longitude", coordinates.longitude());
  }

  /** Regions whose users are on their way to or from them, and when the last may have noticed. */
  private JsonArray moves(long ttl) {
    JsonArray moves = new JsonArray();
    long now = answerer.clock().nanos();
    answerer
        .ramp()
        .shares()
        .forEach((region, share) -> {
          if (!share.left(now).isZero()) {
            moves.add(
                new JsonObject()
                    .put("region", region.value())
                    .put("share", share.at(now))
                    .put("to", share.to())
                    .put("done-in-seconds", share.left(now).toSeconds() + 1 + ttl));
          }
        });
    return moves;
  }

  private static JsonArray regions(
      Routing routing, @Nullable Coordinates from, Optional<RegionId> given) {
    JsonArray regions = new JsonArray();
    if (from != null) {
      routing.rank(from, given).forEach(candidate -> regions.add(region(candidate)));
    }
    return regions;
  }

  private static JsonObject region(Candidate candidate) {
    return new JsonObject()
        .put("id", candidate.region().value())
        .put("given", candidate.given())
        .put("kilometres", Math.round(candidate.kilometres()))
        .put("fitness", lower(candidate.fitness()))
        .put("why", candidate.fitness().text())
        .put("reason", candidate.reason());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
