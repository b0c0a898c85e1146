package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import io.atoll.dns.geo.Intervals;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network.Family;
import io.atoll.dns.routing.Choice;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Routing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Tells people which share of client networks would be sent elsewhere by another routing table,
 * policy or knowledge of where they are. The share is of the address space that the geo database
 * knows, not of users: it has no notion of how many stand behind a network.
 */
public final class Differ {
  /** How many clients stand for all where weights part them: good for a percent or so. */
  private static final int SAMPLES = 4096;

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
    RoutingTable now = answerer.routed().routing().table();
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
    return against(now, Routing.NONE.follow(proposed), now.policy(), answerer.locator());
  }

  /**
   * Compares with a proposed policy and proposed places, by the table answered by now, of names
   * that are routed by the policy of that name, or else by the nearest.
   */
  public JsonObject against(Policy proposed, Locator places) {
    RoutedAnswers now = answerer.routed();
    String name = now.has(proposed.name()) ? proposed.name() : Policy.NEAREST.name();
    return against(now.steering(name), now.routing(), proposed, places);
  }

  private JsonObject against(Steering now, Routing routing, Policy policy, Locator places) {
    Routing after = routing.when(policy.allDown());
    AnswerMap afterMap = AnswerMap.of(after, places, policy);
    AnswerMap before = now.map();
    JsonObject families = new JsonObject();
    for (Family family : Family.values()) {
      double[][] shares =
          shares(before, afterMap, answerer.locator().database().of(family), family);
      families.put(family.name().toLowerCase(Locale.ROOT), moves(now.routing(), after, shares));
    }
    return families;
  }

  /** Which share of the known address space has which two choices, before and after. */
  private static double[][] shares(
      AnswerMap before, AnswerMap after, Intervals known, Family family) {
    int columns = after.choices().size();
    Intervals pairs =
        masked(before.values().of(family), known)
            .with(
                masked(after.values().of(family), known),
                (from, to) ->
                    from == Intervals.NONE || to == Intervals.NONE
                        ? Intervals.NONE
                        : from * columns + to);
    double[] flat = pairs.shares(before.choices().size() * columns);
    double[][] moved = new double[targets(before)][targets(after)];
    double all = DoubleStream.of(flat).sum();
    for (int i = 0; i < flat.length; i++) {
      if (flat[i] > 0) {
        Choice from = before.choices().get(i / columns);
        Choice to = after.choices().get(i % columns);
        int samples = from.isSure() && to.isSure() ? 1 : SAMPLES;
        for (int sample = 0; sample < samples; sample++) {
          // Any prefix will do: who is taken depends on its hash alone.
          moved[from.target(sample)][to.target(sample)] += flat[i] / all / samples;
        }
      }
    }
    return moved;
  }

  /** One more than the highest target that any choice leads to. */
  private static int targets(AnswerMap map) {
    return 1 + map.choices().stream().flatMapToInt(Choice::targets).max().orElse(0);
  }

  /** Without what the database doesn't know, and what depends on the resolver. */
  private static Intervals masked(Intervals values, Intervals known) {
    return known.with(
        values,
        (spot, value) ->
            spot == Intervals.NONE || value == AnswerMap.BY_RESOLVER ? Intervals.NONE : value);
  }

  private static JsonObject moves(Routing before, Routing after, double[][] shares) {
    double moved = 0;
    JsonArray moves = new JsonArray();
    for (int i = 0; i < before.targets().size(); i++) {
      for (int j = 0; j < after.targets().size(); j++) {
        RegionId from = before.targets().get(i).region();
        RegionId to = after.targets().get(j).region();
        if (!from.equals(to) && i < shares.length && j < shares[i].length && shares[i][j] > 0) {
          moved += shares[i][j];
          moves.add(
              new JsonObject()
                  .put("from", from.value())
                  .put("to", to.value())
                  .put("share", shares[i][j]));
        }
      }
    }
    return new JsonObject().put("moved", moved).put("moves", moves);
  }
}
