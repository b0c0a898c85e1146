package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.routing.RoutingRules;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tells people which share of client networks would be sent elsewhere by another routing table,
 * policy or knowledge of where they are, once it has come to rest: whoever is on the way has
 * arrived, and who finds a region full has gone on to the next. The share is of the address space
 * that the geo database knows, not of users: it has no notion of how many stand behind a network.
 */
public final class Differ {
  private final Answerer answerer;

  public Differ(Answerer answerer) {
    this.answerer = answerer;
  }

  /**
   * Compares with the table answered by now, in which one region is drained.
   *
   * @param policy by which names are routed that are compared
   * @throws IllegalArgumentException if there is no such region, or policy
   */
  public JsonObject without(String region, String policy) {
    RoutingTable now = answerer.unspilled();
    RegionId id = RegionId.of(region);
    RegionEntry entry = now.regions().get(id);
    if (entry == null) {
      throw new IllegalArgumentException(
          "no region '%s' in the routing table; it has %s"
              .formatted(region, now.regions().keySet()));
    }
    SortedMap<RegionId, RegionEntry> regions = new TreeMap<>(now.regions());
    regions.put(
        id,
        new RegionEntry(
            id,
            entry.coordinates(),
            RegionState.DRAINED,
            entry.weight(),
            entry.edges(),
            "what if"));
    return against(new RoutingTable(now.version(), regions, now.namespaces()), policy);
  }

  /**
   * Compares with a proposed table, whatever its version.
   *
   * @throws IllegalArgumentException if there is no such policy
   */
  public JsonObject against(RoutingTable proposed, String policy) {
    Steering now = answerer.routed().steering(policy);
    return against(
        now,
        new Forecast.Proposal(
            proposed,
            Routing.NONE::follow,
            now.policy(),
            answerer.locator(),
            answerer.rules().capacity()));
  }

  /**
   * Compares with proposed rules and places, by the table answered by now, of names that are routed
   * by the policy of that name, or else by the nearest.
   *
   * @param policy one of the rules'
   */
  public JsonObject against(RoutingRules rules, Policy policy, Locator places) {
    RoutedAnswers now = answerer.routed();
    String name = now.has(policy.name()) ? policy.name() : Policy.NEAREST.name();
    return against(
        now.steering(name),
        new Forecast.Proposal(
            answerer.unspilled(), now.routing()::adjust, policy, places, rules.capacity()));
  }

  private JsonObject against(Steering now, Forecast.Proposal proposal) {
    Map<RegionMeters.Key, Double> rates = answerer.rates();
    Forecast forecast =
        Forecast.of(
            new Forecast.Present(
                now,
                answerer.locator().database()::of,
                Rates.byRegion(rates, key -> key.policy().equals(now.policy().name())),
                Rates.byRegion(rates, key -> !key.policy().equals(now.policy().name()))),
            proposal);
    JsonObject told = new JsonObject();
    forecast
        .flows()
        .forEach((family, flows) -> told.put(family.name().toLowerCase(Locale.ROOT), moves(flows)));
    return told.put("measured", !rates.isEmpty())
        .put("capacity", capacity(forecast, proposal.capacity()));
  }

  private static JsonArray capacity(Forecast forecast, Map<RegionId, Integer> capacity) {
    JsonArray told = new JsonArray();
    new TreeMap<>(capacity)
        .forEach((region, most) ->
            told.add(
                new JsonObject()
                    .put("region", region.value())
                    .put("answers-per-second", most)
                    .put("expected", Math.round(forecast.due(region)))
                    .put("takes-percent", forecast.share(region))));
    return told;
  }

  private static JsonObject moves(Flows flows) {
    double moved = 0;
    JsonArray moves = new JsonArray();
    for (var from : flows.shares().entrySet()) {
      for (var to : from.getValue().entrySet()) {
        if (!from.getKey().equals(to.getKey())) {
          moved += to.getValue();
          moves.add(
              new JsonObject()
                  .put("from", from.getKey().value())
                  .put("to", to.getKey().value())
                  .put("share", to.getValue()));
        }
      }
    }
    return new JsonObject().put("moved", moved).put("moves", moves);
  }
}
