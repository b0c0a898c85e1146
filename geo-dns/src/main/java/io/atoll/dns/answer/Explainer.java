package io.atoll.dns.answer;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.EdgeEntry;
import io.atoll.core.routing.RegionEntry;
import io.atoll.dns.geo.Network;
import io.atoll.dns.geo.Place;
import io.atoll.dns.routing.Candidate;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.routing.Viewpoint;
import io.atoll.dns.zone.Lookup;
import io.atoll.runtime.json.RoutingTableJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Tells people what a client would be answered, and why. */
public final class Explainer {
  /** As many as are followed in an answer. */
  private static final int ALIASES_MAX = 8;

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
    Routing routing = steering.routing();
    JsonObject explained =
        new JsonObject()
            .put("name", asked.toString())
            .put("kind", kind(asked))
            .put("routed", found(end(asked)).filter(Lookup.Routed.class::isInstance).isPresent())
            .put("from", network.toString())
            .put("place", place(place))
            .put("ttl", ttl(asked))
            .put("quiet", answers.isQuiet())
            .put("policy", steering.policy().name())
            .put("prefers", steering.policy().order().text())
            .put("pin", pin(steering.policy(), network, place))
            .put("version", RoutingTableJson.writeVersion(routing.table().version()))
            .put("basis", lower(routing.basis()))
            .put("moves", moves())
            .put("peers", peers());
    if (steering.isEmpty()) {
      return explained
          .put("scope", 0)
          .put("regions", regions(steering, network, place, Optional.empty()))
          .put("addresses", new JsonArray());
    }
    Client client = Client.of(network, network, steering);
    List<InetAddress> addresses = steering.given().get(client.target()).addresses().ipv4(0);
    return explained
        .put("scope", client.scope())
        .put("regions", regions(steering, network, place, steering.region(client.target())))
        .put(
            "addresses",
            new JsonArray(addresses.stream().map(InetAddress::getHostAddress).toList()));
  }

  /** Who is pinned to which region, if the client is; else null. */
  private @Nullable String pin(Policy policy, Network network, Place place) {
    int system = answerer.locator().systems().map().value(network);
    return policy
        .pin(network, system, place.name())
        .map(pin -> "%s to %s".formatted(pin.text(), pin.region()))
        .orElse(null);
  }

  private static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(
          "'%s' is not a domain name: %s".formatted(text, e.getMessage()), e);
    }
  }

  private Optional<Lookup> found(Name name) {
    return answerer.zone(name).map(zone -> zone.find(name, Type.A));
  }

  /** The name that aliases lead to. */
  private Name end(Name name) {
    Name at = name;
    for (int i = 0; i < ALIASES_MAX; i++) {
      if (!(found(at).orElse(null) instanceof Lookup.Alias(var alias))) {
        return at;
      }
      at = alias.getTarget();
    }
    return at;
  }

  private String kind(Name name) {
    Name end = end(name);
    String kind = found(end).map(Explainer::kind).orElse("outside every zone: refused");
    return end.equals(name) ? kind : "an alias of %s, which is %s".formatted(end, kind);
  }

  private static String kind(Lookup found) {
    return switch (found) {
      case Lookup.Routed _ -> "routed";
      case Lookup.Found _ -> "static";
      case Lookup.Alias _ -> "an alias without end";
      case Lookup.Delegated(var to) -> "delegated at " + to.name();
      case Lookup.NoData _ -> "no addresses";
      case Lookup.NoSuchName _ -> "no such name";
    };
  }

  /** Of names that aren't routed, what it would be. */
  private String policy(Name name) {
    return found(end(name)).orElse(null) instanceof Lookup.Routed(var set)
        ? set.by().policy()
        : Policy.NEAREST.name();
  }

  private long ttl(Name name) {
    boolean quiet = answerer.routed().isQuiet();
    return answerer.zone(name).map(zone -> zone.ttl().seconds(quiet)).orElse(0L);
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

  /**
   * Regions whose users are on their way to or from them, and when the last will have noticed: when
   * the move is over, and the answers that were given last have run out.
   */
  private JsonArray moves() {
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
                    .put(
                        "done-in-seconds",
                        share.left(now).plus(answerer.kept(region)).toSeconds() + 1));
          }
        });
    return moves;
  }

  /** Other name servers, and whether what they give is known. */
  private JsonArray peers() {
    JsonArray peers = new JsonArray();
    for (Heard.Peer peer : answerer.heard().peers()) {
      peers.add(
          new JsonObject()
              .put("peer", peer.peer())
              .put("heard-seconds-ago", peer.age().map(Duration::toSeconds).orElse(null))
              .put("counts", peer.counts()));
    }
    return peers;
  }

  private JsonArray regions(
      Steering steering, Network network, Place place, Optional<RegionId> given) {
    JsonArray regions = new JsonArray();
    Coordinates seenFrom =
        place.coordinates() == null ? answerer.home().orElse(null) : place.coordinates();
    if (seenFrom != null) {
      Viewpoint from = new Viewpoint(seenFrom, null, answerer.locator().roundTrips().from(network));
      steering
          .routing()
          .rank(steering.policy(), from, given)
          .forEach(candidate -> regions.add(region(candidate)));
    }
    return regions;
  }

  private JsonObject region(Candidate candidate) {
    RegionEntry region = candidate.region();
    Integer share = answerer.spill().shares().get(region.id());
    JsonObject json =
        new JsonObject()
            .put("id", region.id().value())
            .put("given", candidate.given())
            .put("kilometres", Math.round(candidate.kilometres()))
            .put("weight", region.weight())
            .put("edges", region.edges().size())
            .put("healthy-edges", region.edges().stream().filter(EdgeEntry::healthy).count())
            .put("fitness", lower(candidate.fitness()))
            .put("why", candidate.fitness().text())
            .put("kept-for-seconds", seconds(answerer.kept(region.id())))
            .put("reason", region.reason());
    if (candidate.roundTrip() != null) {
      json.put("round-trip-ms", candidate.roundTrip());
    }
    Integer capacity = answerer.rules().capacity().get(region.id());
    if (capacity != null) {
      json.put("capacity-per-second", capacity)
          .put("answers-per-second", answerer.load(region.id()).rate());
    }
    return share == null ? json : json.put("full-beyond-percent", share);
  }

  /** Rounded up, because users count on it. */
  private static long seconds(Duration duration) {
    return duration.plusMillis(999).toSeconds();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
