package io.atoll.controller.api;

import io.atoll.controller.control.ControlRoom;
import io.atoll.controller.health.Assessment;
import io.atoll.controller.health.HealthPolicy;
import io.atoll.controller.health.Observation;
import io.atoll.controller.health.Vote;
import io.atoll.controller.intent.IntentStore;
import io.atoll.controller.membership.Prober;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.time.MonotonicClock;
import io.atoll.runtime.json.RoutingTableJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;

/**
 * What this controller knows, for people and their tools: {@code /v1/status}, {@code
 * /v1/namespaces}.
 */
final class StatusRoutes {
  private final RegionId self;
  private final ControlRoom room;
  private final IntentStore store;
  private final Prober prober;
  private final HealthPolicy policy;
  private final MonotonicClock clock;

  StatusRoutes(
      RegionId self,
      ControlRoom room,
      IntentStore store,
      Prober prober,
      HealthPolicy policy,
      MonotonicClock clock) {
    this.self = self;
    this.room = room;
    this.store = store;
    this.prober = prober;
    this.policy = policy;
    this.clock = clock;
  }

  void mount(Router router) {
    router.get("/v1/status").handler(this::status);
    router.get("/v1/namespaces").handler(this::namespaces);
  }

  private void status(RoutingContext context) {
    ControlRoom.View view = room.view();
    JsonArray regions = new JsonArray();
    view.table().regions().values().forEach(entry -> regions.add(region(entry, view)));
    Replies.json(
        context,
        new JsonObject()
            .put("region", self.value())
            .put("leader", store.leader().map(RegionId::value).orElse(null))
            .put("intentVersion", view.intent().version())
            .put("tableVersion", RoutingTableJson.writeVersion(view.table().version()))
            .put("braked", view.braked())
            .put("regions", regions));
  }

  private JsonObject region(RegionEntry entry, ControlRoom.View view) {
    Assessment assessment =
        Assessment.of(
            entry.id(),
            view.health().regions().keySet(),
            view.observations(),
            view.sightings(),
            clock.nanos(),
            policy.silentAfter());
    JsonObject outside = new JsonObject();
    assessment
        .votes()
        .forEach((observer, vote) -> {
          if (!observer.equals(entry.id())) {
            outside.put(observer.value(), vote(observer, entry.id(), vote, view));
          }
        });
    Vote inside = assessment.votes().getOrDefault(entry.id(), Vote.SILENT);
    return RoutingTableJson.writeRegion(entry)
        .put(
            "health",
            new JsonObject()
                .put(
                    "condition",
                    view.health().of(entry.id()).condition().name().toLowerCase(Locale.ROOT))
                .put("inside", vote(entry.id(), entry.id(), inside, view))
                .put("outside", outside)
                .put("caughtUp", assessment.caughtUp()))
        .put("replication", prober.replication(entry.id()).map(StatusRoutes::links).orElse(null));
  }

  private static JsonObject vote(
      RegionId observer, RegionId subject, Vote vote, ControlRoom.View view) {
    Optional<Observation> seen = view.observations().of(observer, subject);
    return new JsonObject()
        .put("vote", vote.name().toLowerCase(Locale.ROOT))
        .put("detail", seen.map(Observation::detail).orElse("never heard of"));
  }

  private static JsonObject links(JsonObject status) {
    return new JsonObject()
        .put("ready", status.getBoolean("ready", false))
        .put("reason", status.getString("reason"))
        .put("links", status.getJsonArray("links", new JsonArray()));
  }

  private void namespaces(RoutingContext context) {
    JsonArray namespaces = new JsonArray();
    room.intent().namespaces().values().forEach(n -> namespaces.add(RoutingTableJson.write(n)));
    Replies.json(
        context,
        new JsonObject()
            .put("intentVersion", room.intent().version())
            .put("namespaces", namespaces));
  }
}
