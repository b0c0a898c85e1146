package io.atoll.cli.operator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/**
 * One region as a controller describes it.
 *
 * @param state as in the routing table, or "unknown"
 * @param links what it pulls from others, empty if its replicator does not answer
 */
record RegionView(
    String id,
    String state,
    int weight,
    int edgesHealthy,
    int edges,
    String reason,
    List<LinkView> links) {
  RegionView {
    links = List.copyOf(links);
  }

  /** Reads one element of {@code regions} of the controller's status. */
  static RegionView read(JsonObject json) {
    List<JsonObject> edges = objects(json, "edges").toList();
    String id = json.getString("id", "?");
    JsonObject replication = json.getJsonObject("replication", new JsonObject());
    return new RegionView(
        id,
        json.getString("state", "unknown"),
        json.getInteger("weight", 0),
        (int) edges.stream().filter(edge -> edge.getBoolean("healthy", false)).count(),
        edges.size(),
        json.getString("reason", ""),
        replication == null
            ? List.of()
            : objects(replication, "links").map(link -> LinkView.read(id, link)).toList());
  }

  /** The objects of a member that may be missing. */
  static Stream<JsonObject> objects(JsonObject json, String member) {
    JsonArray array = json.getJsonArray(member);
    return array == null ? Stream.of() : array.stream().map(JsonObject.class::cast);
  }
}
