package io.atoll.controller.wire;

import io.atoll.controller.intent.Drain;
import io.atoll.controller.intent.Expulsion;
import io.atoll.controller.intent.Intent;
import io.atoll.controller.intent.IntentCommand;
import io.atoll.controller.intent.IntentCommand.DeclareNamespaces;
import io.atoll.controller.intent.IntentCommand.DrainRegion;
import io.atoll.controller.intent.IntentCommand.ExpelRegion;
import io.atoll.controller.intent.IntentCommand.ReadmitRegion;
import io.atoll.controller.intent.IntentCommand.RestoreRegion;
import io.atoll.controller.intent.IntentCommand.WeighRegion;
import io.atoll.controller.intent.IntentOutcome;
import io.atoll.core.operation.Namespace;
import io.atoll.core.region.RegionId;
import io.atoll.runtime.json.RoutingTableJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Intent, its commands and their outcomes as JSON. */
public final class IntentJson {
  private static final int FORMAT = 1;

  private IntentJson() {}

  public static JsonObject intent(Intent intent) {
    JsonObject drains = new JsonObject();
    intent.drains().forEach((region, drain) -> drains.put(region.value(), drain(drain)));
    JsonObject weights = new JsonObject();
    intent.weights().forEach((region, weight) -> weights.put(region.value(), weight));
    JsonObject expulsions = new JsonObject();
    intent.expulsions().forEach((region, why) -> expulsions.put(region.value(), expulsion(why)));
    return versioned()
        .put("version", intent.version())
        .put("drains", drains)
        .put("weights", weights)
        .put("namespaces", namespaces(intent.namespaces().values()))
        .put("expulsions", expulsions)
        .put("ended", RoutingTableJson.writeLives(intent.ended()));
  }

  public static Intent intent(JsonObject json) {
    check(json);
    SortedMap<RegionId, Drain> drains = new TreeMap<>();
    JsonObject drainsJson = json.getJsonObject("drains");
    for (String region : drainsJson.fieldNames()) {
      drains.put(RegionId.of(region), drain(drainsJson.getJsonObject(region)));
    }
    SortedMap<RegionId, Integer> weights = new TreeMap<>();
    JsonObject weightsJson = json.getJsonObject("weights");
    for (String region : weightsJson.fieldNames()) {
      weights.put(RegionId.of(region), weightsJson.getInteger(region));
    }
    SortedMap<String, Namespace> namespaces = new TreeMap<>();
    namespaces(json.getJsonArray("namespaces")).forEach(n -> namespaces.put(n.name(), n));
    SortedMap<RegionId, Expulsion> expulsions = new TreeMap<>();
    // Intent that was written down before regions could be expelled has neither of the two.
    JsonObject expulsionsJson = json.getJsonObject("expulsions", new JsonObject());
    for (String region : expulsionsJson.fieldNames()) {
      expulsions.put(RegionId.of(region), expulsion(expulsionsJson.getJsonObject(region)));
    }
    return new Intent(
        json.getLong("version"),
        drains,
        weights,
        namespaces,
        expulsions,
        RoutingTableJson.readLives(json.getJsonArray("ended", new JsonArray())));
  }

  public static JsonObject command(IntentCommand command) {
    JsonObject json = versioned();
    return switch (command) {
      case DrainRegion c ->
          json.put("do", "drain")
              .put("region", c.region().value())
              .put("drain", drain(c.drain()))
              .put("judged-at", c.judgedAt());
      case RestoreRegion c -> json.put("do", "restore").put("region", c.region().value());
      case WeighRegion c ->
          json.put("do", "weigh")
              .put("region", c.region().value())
              .put("weight", c.weight())
              .put("judged-at", c.judgedAt());
      case ExpelRegion c ->
          json.put("do", "expel")
              .put("region", c.region().value())
              .put("expulsion", expulsion(c.expulsion()))
              .put("lives", RoutingTableJson.writeLives(c.lives()))
              .put("judged-at", c.judgedAt());
      case ReadmitRegion c -> json.put("do", "readmit").put("region", c.region().value());
      case DeclareNamespaces c ->
          json.put("do", "declare").put("namespaces", namespaces(c.namespaces()));
    };
  }

  public static IntentCommand command(JsonObject json) {
    check(json);
    String kind = json.getString("do");
    return switch (kind) {
      case "drain" ->
          new DrainRegion(
              region(json), drain(json.getJsonObject("drain")), json.getLong("judged-at"));
      case "restore" -> new RestoreRegion(region(json));
      case "weigh" ->
          new WeighRegion(region(json), json.getInteger("weight"), json.getLong("judged-at"));
      case "expel" ->
          new ExpelRegion(
              region(json),
              expulsion(json.getJsonObject("expulsion")),
              RoutingTableJson.readLives(json.getJsonArray("lives")),
              json.getLong("judged-at"));
      case "readmit" -> new ReadmitRegion(region(json));
      case "declare" -> new DeclareNamespaces(namespaces(json.getJsonArray("namespaces")));
      default ->
          throw new IllegalArgumentException(
              "expected a command of drain, restore, weigh, expel, readmit, declare, but '%s'"
                  .formatted(kind));
    };
  }

  public static JsonObject outcome(IntentOutcome outcome) {
    String kind =
        switch (outcome) {
          case IntentOutcome.Accepted _ -> "accepted";
          case IntentOutcome.Superseded _ -> "superseded";
        };
    return versioned().put("outcome", kind).put("intent", intent(outcome.intent()));
  }

  public static IntentOutcome outcome(JsonObject json) {
    check(json);
    Intent intent = intent(json.getJsonObject("intent"));
    String kind = json.getString("outcome");
    return switch (kind) {
      case "accepted" -> new IntentOutcome.Accepted(intent);
      case "superseded" -> new IntentOutcome.Superseded(intent);
      default ->
          throw new IllegalArgumentException(
              "expected an outcome of accepted, superseded, but '%s'".formatted(kind));
    };
  }

  private static JsonObject drain(Drain drain) {
    return new JsonObject()
        .put("reason", drain.reason())
        .put("by", drain.by())
        .put("since-millis", drain.sinceMillis());
  }

  private static Drain drain(JsonObject json) {
    return new Drain(json.getString("reason"), json.getString("by"), json.getLong("since-millis"));
  }

  private static JsonObject expulsion(Expulsion expulsion) {
    return new JsonObject()
        .put("reason", expulsion.reason())
        .put("by", expulsion.by())
        .put("since-millis", expulsion.sinceMillis());
  }

  private static Expulsion expulsion(JsonObject json) {
    return new Expulsion(
        json.getString("reason"), json.getString("by"), json.getLong("since-millis"));
  }

  private static JsonArray namespaces(Collection<Namespace> namespaces) {
    JsonArray array = new JsonArray();
    namespaces.forEach(namespace -> array.add(RoutingTableJson.write(namespace)));
    return array;
  }

  private static List<Namespace> namespaces(JsonArray array) {
    return array.stream()
        .map(element -> RoutingTableJson.readNamespace((JsonObject) element))
        .toList();
  }

  private static RegionId region(JsonObject json) {
    return RegionId.of(json.getString("region"));
  }

  private static JsonObject versioned() {
    return new JsonObject().put("v", FORMAT);
  }

  private static void check(JsonObject json) {
    Integer format = json.getInteger("v");
    if (format == null || format != FORMAT) {
      throw new IllegalArgumentException(
          "expected intent in format %d, but %s; another controller is newer: upgrade this one"
              .formatted(FORMAT, format));
    }
  }
}
