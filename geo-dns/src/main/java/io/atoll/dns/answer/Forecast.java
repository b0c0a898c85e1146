package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RoutingTable;
import io.atoll.dns.geo.Intervals;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network.Family;
import io.atoll.dns.routing.Load;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.routing.Spill;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Where users come to rest by what is proposed: step by step as the name server itself would find
 * out, by sending on what is more than regions can bear, and seeing what comes then. Who asks is
 * taken to be spread evenly over the networks of the region that they are sent to now.
 *
 * @param flows who is sent where then
 * @param spill who of them finds a region full
 * @param rates answers a second that name each region then
 */
record Forecast(Map<Family, Flows> flows, Spill spill, SortedMap<RegionId, Double> rates) {
  /** One for each region that may be filled by what the one before it sends on, and one more. */
  private static final int STEPS_MAX = 4;

  private static final int ALL = 100;

  Forecast {
    flows = new EnumMap<>(flows);
    rates = new TreeMap<>(rates);
  }

  /**
   * What might be answered by.
   *
   * @param table with all users sent as it says, whatever they find there
   * @param routing by a table with other shares
   * @param capacity answers a second that a region can bear, of those that have a bound
   */
  record Proposal(
      RoutingTable table,
      Function<RoutingTable, Routing> routing,
      Policy policy,
      Locator places,
      Map<RegionId, Integer> capacity) {}

  /**
   * What is answered by.
   *
   * @param known by the geo database, of each family
   * @param rates answers a second that name each region, by the policy
   * @param others the same, by all other policies
   */
  record Present(
      Steering steering,
      Function<Family, Intervals> known,
      Map<RegionId, Double> rates,
      Map<RegionId, Double> others) {}

  static Forecast of(Present now, Proposal proposal) {
    Forecast forecast = step(now, proposal, Spill.NONE);
    for (int i = 0; i < STEPS_MAX; i++) {
      Spill next =
          forecast.spill.follow(
              proposal.capacity,
              Load.of(forecast.rates, forecast.spill.shown(proposal.table)),
              forecast.spill.shown(proposal.table));
      if (next.equals(forecast.spill)) {
        return forecast;
      }
      forecast = step(now, proposal, next);
    }
    return forecast;
  }

  private static Forecast step(Present now, Proposal proposal, Spill spill) {
    Policy policy = proposal.policy;
    Routing routing = proposal.routing.apply(spill.shown(proposal.table)).when(policy.allDown());
    Flows.Side before = new Flows.Side(now.steering.map(), now.steering.routing().targets());
    Flows.Side after =
        new Flows.Side(AnswerMap.of(routing, proposal.places, policy), routing.targets());
    Map<Family, Flows> flows = new EnumMap<>(Family.class);
    for (Family family : Family.values()) {
      flows.put(family, Flows.between(before, after, now.known.apply(family), family));
    }
    // Which family users are of isn't measured.
    SortedMap<RegionId, Double> rates = Flows.together(flows.values()).carry(now.rates);
    now.others.forEach(
        (region, rate) -> rates.merge(region, rate * share(spill, region) / ALL, Double::sum));
    return new Forecast(flows, spill, rates);
  }

  private static int share(Spill spill, RegionId region) {
    return spill.shares().getOrDefault(region, ALL);
  }

  /** The share of those who would come to a region that it takes, in percent. */
  int share(RegionId region) {
    return share(spill, region);
  }

  /** Answers a second that would name a region if it took everybody who would come. */
  double due(RegionId region) {
    return rates.getOrDefault(region, 0.0) * ALL / share(region);
  }
}
