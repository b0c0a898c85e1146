package io.atoll.chaos.target;

import io.atoll.chaos.check.RegionDigest;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The client of every region's replicator. */
public final class Replicators {
  /**
   * How far one region is.
   *
   * @param ready whether it says of itself that it has caught up
   * @param stopped the links that are not running, each with why
   * @param watermarks what it has applied, by partition
   */
  public record Status(
      RegionId region,
      boolean ready,
      String reason,
      List<String> stopped,
      SortedMap<Integer, Watermark> watermarks) {}

  private final JsonHttp http;

  public Replicators(JsonHttp http) {
    this.http = http;
  }

  public Status status(Platform.Region region) throws TargetException, InterruptedException {
    JsonObject json = http.get(region.replicator().resolve("/v1/replication/status"));
    SortedMap<Integer, Watermark> watermarks = new TreeMap<>();
    for (JsonObject partition : objects(json, "partitions")) {
      watermarks.put(partition.getInteger("partition"), watermark(partition));
    }
    List<String> stopped =
        objects(json, "links").stream()
            .filter(link -> !"running".equals(link.getString("state")))
            .map(link ->
                "%s -> %s is %s: %s"
                    .formatted(
                        link.getString("source"),
                        region.id(),
                        link.getString("state"),
                        link.getString("reason")))
            .toList();
    return new Status(
        region.id(),
        json.getBoolean("ready", false),
        json.getString("reason", ""),
        stopped,
        watermarks);
  }

  public RegionDigest digest(Platform.Region region) throws TargetException, InterruptedException {
    JsonObject json = http.get(region.replicator().resolve("/v1/replication/digest"));
    SortedMap<Integer, RegionDigest.Partition> partitions = new TreeMap<>();
    for (JsonObject partition : objects(json, "partitions")) {
      partitions.put(
          partition.getInteger("partition"),
          new RegionDigest.Partition(
              watermark(partition), partition.getLong("cells"), partition.getString("digest")));
    }
    return new RegionDigest(region.id(), partitions);
  }

  private static Watermark watermark(JsonObject partition) {
    Map<IncarnationId, Long> next = new HashMap<>();
    JsonObject json = partition.getJsonObject("watermark", new JsonObject());
    json.fieldNames().forEach(name -> next.put(IncarnationId.parse(name), json.getLong(name)));
    return new Watermark(next);
  }

  private static List<JsonObject> objects(JsonObject json, String name) {
    JsonArray array = json.getJsonArray(name, new JsonArray());
    return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
  }
}
