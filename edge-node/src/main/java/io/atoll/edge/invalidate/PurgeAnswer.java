package io.atoll.edge.invalidate;

import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.edge.server.HttpExchange;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is answered about a purge: 200 when every region that is a member has applied it, 202 as
 * long as one has not.
 *
 * @param purge what it is about; null: not known here
 */
record PurgeAnswer(
    String id, @Nullable Purge purge, Position position, Map<RegionId, RegionState> regions) {
  boolean isApplied() {
    return regions.values().stream().noneMatch(RegionState.Pending.class::isInstance);
  }

  JsonObject json() {
    JsonArray states = new JsonArray();
    regions.forEach((region, state) -> {
      JsonObject one = new JsonObject().put("region", region.value());
      states.add(one.mergeIn(state.json()));
    });
    JsonObject json = new JsonObject().put("id", id);
    if (purge != null) {
      json.put("purge", purge.key().name());
    }
    return json.put("region", position.incarnation().region().value())
        .put("position", position.toString())
        .put("applied", isApplied())
        .put("regions", states);
  }

  /**
   * Sends it.
   *
   * @param waited how long the client's wish to wait was granted; zero: not at all
   */
  void send(HttpExchange exchange, Duration waited) {
    if (waited.isPositive()) {
      exchange.put("preference-applied", "wait=" + waited.toSeconds());
    }
    exchange
        .put(HttpHeaders.CONTENT_TYPE, "application/json")
        .put(HttpHeaders.CACHE_CONTROL, "no-store")
        .put(HttpHeaders.LOCATION, PurgePaths.of(id))
        .end(isApplied() ? 200 : 202, json().toBuffer());
  }
}
