package io.atoll.runtime.json;

import io.atoll.core.operation.Durability;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import io.atoll.core.operation.ScorePolicy;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.EdgeEntry;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridTimestamp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The routing table as JSON: what the controllers' feed carries and what its followers keep on
 * disk.
 *
 * <p>Unknown members are ignored, so that an older follower reads a newer controller's table. A
 * missing or impossible one throws {@link IllegalArgumentException}: half a table is never used.
 */
public final class RoutingTableJson {
  private RoutingTableJson() {}

  public static JsonObject write(RoutingTable table) {
    JsonArray regions = new JsonArray();
    table.regions().values().forEach(region -> regions.add(writeRegion(region)));
    JsonArray namespaces = new JsonArray();
    table.namespaces().values().forEach(namespace -> namespaces.add(write(namespace)));
    return new JsonObject()
        .put("version", writeVersion(table.version()))
        .put("regions", regions)
        .put("namespaces", namespaces)
        .put("ended", writeLives(table.ended()));
  }

  public static RoutingTable read(JsonObject json) {
    try {
      SortedMap<RegionId, RegionEntry> regions = new TreeMap<>();
      objects(json, "regions")
          .map(RoutingTableJson::readRegion)
          .forEach(region -> regions.put(region.id(), region));
      SortedMap<String, Namespace> namespaces = new TreeMap<>();
      objects(json, "namespaces")
          .map(RoutingTableJson::readNamespace)
          .forEach(namespace -> namespaces.put(namespace.name(), namespace));
      return new RoutingTable(
          readVersion(string(json, "version")),
          regions,
          namespaces,
          readLives(json.getJsonArray("ended", new JsonArray())));
    } catch (ClassCastException e) {
      throw new IllegalArgumentException(
          "routing table with a value of another type than meant", e);
    }
  }

  /** Incarnations as texts. */
  public static JsonArray writeLives(Collection<IncarnationId> lives) {
    JsonArray array = new JsonArray();
    lives.forEach(life -> array.add(life.toString()));
    return array;
  }

  /** Reads what {@link #writeLives} wrote. */
  public static SortedSet<IncarnationId> readLives(JsonArray array) {
    SortedSet<IncarnationId> lives = new TreeSet<>();
    array.forEach(life -> lives.add(IncarnationId.parse(String.valueOf(life))));
    return lives;
  }

  /** A version in text: its packed number, in decimal digits because JSON numbers lose bits. */
  public static String writeVersion(HybridTimestamp version) {
    return Long.toString(version.packed());
  }

  /** Reads what {@link #writeVersion} wrote. */
  public static HybridTimestamp readVersion(String text) {
    try {
      return new HybridTimestamp(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "routing table version '%s' is not a whole number of at most 63 bits".formatted(text), e);
    }
  }

  /** One region's entry, as it stands in the table. */
  public static JsonObject writeRegion(RegionEntry region) {
    JsonArray edges = new JsonArray();
    for (EdgeEntry edge : region.edges()) {
      edges.add(
          new JsonObject()
              .put("node", edge.node())
              .put("address", edge.address())
              .put("port", edge.port())
              .put("healthy", edge.healthy()));
    }
    return new JsonObject()
        .put("id", region.id().value())
        .put("latitude", region.coordinates().latitude())
        .put("longitude", region.coordinates().longitude())
        .put("state", region.state().name().toLowerCase(Locale.ROOT))
        .put("weight", region.weight())
        .put("edges", edges)
        .put("reason", region.reason());
  }

  /** Reads what {@link #writeRegion} wrote. */
  public static RegionEntry readRegion(JsonObject json) {
    List<EdgeEntry> edges = new ArrayList<>();
    objects(json, "edges").map(RoutingTableJson::readEdge).forEach(edges::add);
    return new RegionEntry(
        RegionId.of(string(json, "id")),
        new Coordinates(
            number(json, "latitude").doubleValue(), number(json, "longitude").doubleValue()),
        constant(RegionState.class, string(json, "state")),
        number(json, "weight").intValue(),
        edges,
        json.getString("reason", ""));
  }

  private static EdgeEntry readEdge(JsonObject json) {
    return new EdgeEntry(
        string(json, "node"),
        string(json, "address"),
        number(json, "port").intValue(),
        json.getBoolean("healthy", false));
  }

  /** One namespace, as it stands in the table. */
  public static JsonObject write(Namespace namespace) {
    Duration ttl = namespace.defaultTtl();
    ScorePolicy policy = namespace.scorePolicy();
    JsonObject json =
        new JsonObject()
            .put("name", namespace.name())
            .put("kind", text(namespace.kind()))
            .put("default-ttl-seconds", ttl == null ? null : ttl.toSeconds())
            .put("durability", text(namespace.durability()));
    if (policy != null) {
      json.put("score-policy", text(policy));
    }
    if (namespace.valueBytesMax() != null) {
      json.put("value-bytes-max", namespace.valueBytesMax());
    }
    if (namespace.purgesPages()) {
      json.put("purges-pages", true);
    }
    return json;
  }

  /** Reads what {@link #write(Namespace)} wrote. */
  public static Namespace readNamespace(JsonObject json) {
    Number ttl = json.getNumber("default-ttl-seconds");
    String policy = json.getString("score-policy");
    return new Namespace(
        string(json, "name"),
        constant(Kind.class, string(json, "kind")),
        ttl == null ? null : Duration.ofSeconds(ttl.longValue()),
        constant(Durability.class, json.getString("durability", text(Durability.LOCAL))),
        policy == null ? null : constant(ScorePolicy.class, policy),
        json.getInteger("value-bytes-max"),
        json.getBoolean("purges-pages", false));
  }

  private static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Stream<JsonObject> objects(JsonObject json, String member) {
    JsonArray array = json.getJsonArray(member);
    if (array == null) {
      throw missing(member);
    }
    return array.stream()
        .map(element -> {
          if (element instanceof JsonObject object) {
            return object;
          }
          throw new IllegalArgumentException(
              "'%s' of the routing table holds '%s', which is not an object"
                  .formatted(member, element));
        });
  }

  private static String string(JsonObject json, String member) {
    String value = json.getString(member);
    if (value == null) {
      throw missing(member);
    }
    return value;
  }

  private static Number number(JsonObject json, String member) {
    Number value = json.getNumber(member);
    if (value == null) {
      throw missing(member);
    }
    return value;
  }

  private static IllegalArgumentException missing(String member) {
    return new IllegalArgumentException(
        "routing table without '%s' where one is needed".formatted(member));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text) {
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is not a %s this version knows; update this process first"
              .formatted(text, type.getSimpleName()),
          e);
    }
  }
}
