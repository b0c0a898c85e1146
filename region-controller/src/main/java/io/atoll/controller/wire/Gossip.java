package io.atoll.controller.wire;

import io.atoll.controller.health.Observation;
import io.atoll.controller.health.Observations;
import io.atoll.controller.intent.Intent;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.runtime.json.RoutingTableJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one controller tells another that asks: everything it has observed or heard, and intent as
 * far as it knows it. May be asked for as often as one likes, and be lost.
 *
 * @param from the region whose controller says so
 * @param clock above the version of everything it has published
 */
public record Gossip(
    RegionId from, HybridTimestamp clock, Intent intent, Observations observations) {
  private static final int FORMAT = 1;

  public JsonObject toJson() {
    JsonArray array = new JsonArray();
    observations.newest().values().forEach(observation -> array.add(write(observation)));
    return new JsonObject()
        .put("v", FORMAT)
        .put("from", from.value())
        .put("clock", RoutingTableJson.writeVersion(clock))
        .put("intent", IntentJson.intent(intent))
        .put("observations", array);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is of another format
   */
  public static Gossip read(JsonObject json) {
    Integer format = json.getInteger("v");
    if (format == null || format != FORMAT) {
      throw new IllegalArgumentException(
          "expected gossip in format %d, but %s; upgrade the older controller"
              .formatted(FORMAT, format));
    }
    List<Observation> observations = new ArrayList<>();
    json.getJsonArray("observations")
        .forEach(element -> observations.add(observation((JsonObject) element)));
    return new Gossip(
        RegionId.of(json.getString("from")),
        RoutingTableJson.readVersion(json.getString("clock")),
        IntentJson.intent(json.getJsonObject("intent")),
        Observations.NONE.with(observations));
  }

  private static JsonObject write(Observation observation) {
    JsonObject edges = new JsonObject();
    observation.edges().forEach(edges::put);
    return new JsonObject()
        .put("observer", observation.observer().value())
        .put("subject", observation.subject().value())
        .put("version", RoutingTableJson.writeVersion(observation.version()))
        .put("edges", edges)
        .put("caught-up", observation.caughtUp())
        .put("detail", observation.detail());
  }

  private static Observation observation(JsonObject json) {
    SortedMap<String, Boolean> edges = new TreeMap<>();
    JsonObject edgesJson = json.getJsonObject("edges");
    edgesJson.fieldNames().forEach(node -> edges.put(node, edgesJson.getBoolean(node)));
    return new Observation(
        RegionId.of(json.getString("observer")),
        RegionId.of(json.getString("subject")),
        RoutingTableJson.readVersion(json.getString("version")),
        edges,
        json.getBoolean("caught-up"),
        json.getString("detail"));
  }
}
