package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import io.atoll.dns.geo.Intervals;
import io.atoll.dns.geo.Network.Family;
import io.atoll.dns.routing.Choice;
import io.atoll.dns.routing.Target;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Which share of the address space that the geo database knows is sent from which region to which,
 * when one map of answers is followed by another; also what stays.
 *
 * @param shares by the region before and the one after; all together 1, or nothing if nobody is
 *     sent anywhere before or after
 */
record Flows(SortedMap<RegionId, SortedMap<RegionId, Double>> shares) {
  /** How many clients stand for all where weights part them: good for a percent or so. */
  private static final int SAMPLES = 4096;

  Flows {
    SortedMap<RegionId, SortedMap<RegionId, Double>> copy = new TreeMap<>();
    shares.forEach((from, to) -> copy.put(from, Collections.unmodifiableSortedMap(to)));
    shares = Collections.unmodifiableSortedMap(copy);
  }

  /** Answers, and whose they are by the index of their target. */
  record Side(AnswerMap map, List<Target> targets) {
    /** Without what the database doesn't know, and what depends on the resolver. */
    Intervals values(Intervals known, Family family) {
      return known.with(
          map.values().of(family),
          (spot, value) ->
              spot == Intervals.NONE || value == AnswerMap.BY_RESOLVER ? Intervals.NONE : value);
    }
  }

  static Flows between(Side before, Side after, Intervals known, Family family) {
    int columns = after.map().choices().size();
    Intervals pairs =
        before
            .values(known, family)
            .with(
                after.values(known, family),
                (from, to) ->
                    from == Intervals.NONE || to == Intervals.NONE
                        ? Intervals.NONE
                        : from * columns + to);
    double[] flat = pairs.shares(before.map().choices().size() * columns);
    double all = DoubleStream.of(flat).sum();
    SortedMap<RegionId, SortedMap<RegionId, Double>> shares = new TreeMap<>();
    for (int i = 0; i < flat.length; i++) {
      if (flat[i] > 0) {
        Choice from = before.map().choices().get(i / columns);
        Choice to = after.map().choices().get(i % columns);
        int samples = from.isSure() && to.isSure() ? 1 : SAMPLES;
        for (int sample = 0; sample < samples; sample++) {
          // Any prefix will do: who is taken depends on its hash alone.
          int source = from.target(sample);
          int target = to.target(sample);
          if (source < before.targets().size() && target < after.targets().size()) {
            shares
                .computeIfAbsent(before.targets().get(source).region(), _ -> new TreeMap<>())
                .merge(after.targets().get(target).region(), flat[i] / all / samples, Double::sum);
          }
        }
      }
    }
    return new Flows(shares);
  }

  /** Those of several families, which count alike. */
  static Flows together(Collection<Flows> all) {
    SortedMap<RegionId, SortedMap<RegionId, Double>> sums = new TreeMap<>();
    for (Flows flows : all) {
      flows.shares.forEach((from, shares) ->
          shares.forEach((to, share) ->
              sums.computeIfAbsent(from, _ -> new TreeMap<>())
                  .merge(to, share / all.size(), Double::sum)));
    }
    return new Flows(sums);
  }

  /**
   * What regions are asked for after, by what they were before, if those who ask are spread evenly
   * over the networks of each.
   */
  SortedMap<RegionId, Double> carry(Map<RegionId, Double> rates) {
    SortedMap<RegionId, Double> carried = new TreeMap<>();
    shares.forEach((from, to) -> {
      double all = to.values().stream().mapToDouble(share -> share).sum();
      to.forEach((region, share) ->
          carried.merge(region, rates.getOrDefault(from, 0.0) * share / all, Double::sum));
    });
    return carried;
  }
}
