package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import io.atoll.dns.routing.Load;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one name server itself gives, as it tells others.
 *
 * @param rates answers a second that named each region, by each policy
 * @param loads what each region has of that
 * @param age how long ago that was measured
 */
public record Report(
    Map<RegionMeters.Key, Double> rates, SortedMap<RegionId, Load> loads, Duration age) {
  /** More policies and regions than there may be. */
  private static final int ENTRIES_MAX = 4_096;

  public Report {
    rates = Map.copyOf(rates);
    loads = new TreeMap<>(loads);
    if (rates.size() > ENTRIES_MAX || loads.size() > ENTRIES_MAX || age.isNegative()) {
      throw new IllegalArgumentException(
          "%d rates and %d loads measured %s ago; expected at most %d of each, and no future"
              .formatted(rates.size(), loads.size(), age, ENTRIES_MAX));
    }
  }

  public JsonObject toJson() {
    JsonArray given = new JsonArray();
    rates.forEach((key, rate) ->
        given.add(
            new JsonObject()
                .put("policy", key.policy())
                .put("region", key.region())
                .put("answers-per-second", rate)));
    JsonArray regions = new JsonArray();
    loads.forEach((region, load) ->
        regions.add(
            new JsonObject()
                .put("id", region.value())
                .put("answers-per-second", load.rate())
                .put("due-per-second", load.due())));
    return new JsonObject()
        .put("age-ms", age.toMillis())
        .put("given", given)
        .put("regions", regions);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws RuntimeException if it is something else
   */
  public static Report read(JsonObject json) {
    Map<RegionMeters.Key, Double> rates = new HashMap<>();
    for (Object each : json.getJsonArray("given")) {
      JsonObject given = (JsonObject) each;
      String region = RegionId.of(given.getString("region")).value();
      rates.merge(
          new RegionMeters.Key(given.getString("policy"), region),
          new Load(given.getDouble("answers-per-second"), 0).rate(),
          Double::sum);
    }
    SortedMap<RegionId, Load> loads = new TreeMap<>();
    for (Object each : json.getJsonArray("regions")) {
      JsonObject region = (JsonObject) each;
      loads.put(
          RegionId.of(region.getString("id")),
          new Load(region.getDouble("answers-per-second"), region.getDouble("due-per-second")));
    }
    return new Report(rates, loads, Duration.ofMillis(json.getLong("age-ms")));
  }
}
