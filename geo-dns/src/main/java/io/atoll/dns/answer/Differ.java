package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import io.atoll.dns.geo.Intervals;
import io.atoll.dns.geo.Network.Family;
import io.atoll.dns.routing.Ladder;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Routing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Tells people which share of client networks would be sent elsewhere by another routing table. The
 * share is of the address space that the geo database knows, not of users: it has no notion of how
 * many stand behind a network.
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
   * @throws IllegalArgumentException if there is no such region
   */
  public JsonObject without(String region) {
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
    return against(new RoutingTable(now.version(), regions, now.namespaces()));
  }

  /** Compares with a proposed table, whatever its version, of names that go to the nearest. */
  public JsonObject against(RoutingTable proposed) {
    RoutedAnswers now = answerer.routed();
    Routing after = Routing.NONE.follow(proposed);
    AnswerMap afterMap = AnswerMap.of(after, answerer.locator(), Policy.NEAREST);
    AnswerMap before = now.steering(Policy.NEAREST.name()).map();
    JsonObject families = new JsonObject();
    for (Family family : Family.values()) {
      double[][] shares =
          shares(before, afterMap, answerer.locator().database().of(family), family);
      families.put(family.name().toLowerCase(Locale.ROOT), moves(now.routing(), after, shares));
    }
    return families;
  }

  /** Which share of the known address space has which two ladders, before and after. */
  private static double[][] shares(
      AnswerMap before, AnswerMap after, Intervals known, Family family) {
    int columns = after.ladders().size();
    Intervals pairs =
        masked(before.values().of(family), known)
            .with(
                masked(after.values().of(family), known),
                (from, to) ->
                    from == Intervals.NONE || to == Intervals.NONE
                        ? Intervals.NONE
                        : from * columns + to);
    double[] flat = pairs.shares(before.ladders().size() * columns);
    double[][] moved = new double[targets(before)][targets(after)];
    double all = DoubleStream.of(flat).sum();
    for (int i = 0; i < flat.length; i++) {
      if (flat[i] > 0) {
        Ladder from = before.ladders().get(i / columns);
        Ladder to = after.ladders().get(i % columns);
        int samples = from.isSure() && to.isSure() ? 1 : SAMPLES;
        for (int sample = 0; sample < samples; sample++) {
          // Any prefix will do: who is taken depends on its hash alone.
          moved[from.target(sample)][to.target(sample)] += flat[i] / all / samples;
        }
      }
    }
    return moved;
  }

  /** One more than the highest target that any ladder leads to. */
  private static int targets(AnswerMap map) {
    return 1
        + map.ladders().stream()
            .flatMap(ladder -> ladder.steps().stream())
            .mapToInt(Ladder.Step::target)
            .max()
            .orElse(0);
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
