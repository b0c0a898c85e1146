package io.atoll.dns.routing;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a name server decides by: the newest routing table, the last one by which users could be
 * served, and the regions that may be given out, which are worked out once per table.
 *
 * <p>It moves only by {@link #follow}. A newer table replaces the one held; a table that serves
 * nobody never replaces the last good one. Where regions are equally far, the one whose name sorts
 * first is nearest.
 */
public final class Routing {
  /** What a name server holds before it has heard of a table. */
  public static final Routing NONE = new Routing(RoutingTable.NONE, RoutingTable.NONE);

  private final RoutingTable table;
  private final RoutingTable lastGood;
  private final Basis basis;
  private final List<Target> targets;

  private Routing(RoutingTable table, RoutingTable lastGood) {
    this.table = table;
    this.lastGood = lastGood;
    List<Target> found = List.of();
    Basis rests = Basis.NOTHING;
    for (Basis next : Basis.values()) {
      if (found.isEmpty()) {
        rests = next;
        found = targets(next);
      }
    }
    this.basis = rests;
    this.targets = found;
  }

  /** The routing by a table, if it is newer than the one held. */
  public Routing follow(RoutingTable next) {
    return next.version().compareTo(table.version()) <= 0 ? this : by(next);
  }

  /** The routing by a table of the version held, or a newer one: with other shares. */
  public Routing adjust(RoutingTable next) {
    return next.version().compareTo(table.version()) < 0 ? this : by(next);
  }

  private Routing by(RoutingTable next) {
    return new Routing(next, serving(next).isEmpty() ? lastGood : next);
  }

  private List<Target> targets(Basis basis) {
    return switch (basis) {
      case HEALTH -> serving(table);
      case LAST_GOOD -> serving(lastGood).stream().filter(t -> isUndrained(t.region())).toList();
      case ALL_UNDRAINED -> withEdges().stream().filter(t -> isUndrained(t.region())).toList();
      case ALL -> withEdges();
      case NOTHING -> List.of();
    };
  }

  private static List<Target> serving(RoutingTable table) {
    return table.regions().values().stream()
        .filter(RegionEntry::servesUsers)
        .map(Target::healthyEdgesOf)
        .toList();
  }

  private List<Target> withEdges() {
    return table.regions().values().stream()
        .filter(region -> !region.edges().isEmpty())
        .map(Target::allEdgesOf)
        .toList();
  }

  /** Intent wins over health, so a region that left the table is out as well. */
  private boolean isUndrained(RegionId id) {
    RegionEntry region = table.regions().get(id);
    return region != null && region.state() != RegionState.DRAINED;
  }

  /** The nearest region that may be given out; empty only if nothing is known of any. */
  public Optional<Target> nearest(Coordinates from) {
    int nearest = bestIndex(Policy.NEAREST, from);
    return nearest < 0 ? Optional.empty() : Optional.of(targets.get(nearest));
  }

  /**
   * The index in {@link #targets()} of the region that a policy prefers for clients of a place; -1
   * if nothing is known of any.
   */
  public int bestIndex(Policy policy, Coordinates from) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < targets.size(); i++) {
      double cost = policy.cost(targets.get(i), from, null);
      if (cost < least) {
        best = i;
        least = cost;
      }
    }
    return best;
  }

  /** As below, of the nearest regions. */
  public Ladder ladder(Coordinates from) {
    return ladder(Policy.NEAREST, from, null);
  }

  /**
   * The regions that users of a place are sent to, those that the policy prefers first, up to the
   * first that takes all. If none does, the first takes whoever was left by all.
   *
   * @param pinned a region that comes before all others, if it may be given
   * @throws IllegalArgumentException if nothing is known of any region
   */
  public Ladder ladder(Policy policy, Coordinates from, @Nullable RegionId pinned) {
    List<Ladder.Step> steps = new ArrayList<>();
    int[] cheapestFirst =
        IntStream.range(0, targets.size())
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    (Integer i) -> policy.cost(targets.get(i), from, pinned)))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i : cheapestFirst) {
      steps.add(step(i, targets.get(i).weight()));
      if (targets.get(i).weight() == RegionEntry.WEIGHT_MAX) {
        return new Ladder(steps);
      }
    }
    if (steps.size() > 1) {
      steps.add(step(cheapestFirst[0], RegionEntry.WEIGHT_MAX));
    }
    return new Ladder(steps);
  }

  private Ladder.Step step(int target, int weight) {
    // The hash of a text is the same in every process (its specification says how it is made).
    return new Ladder.Step(
        target, weight, Ladder.mixed(targets.get(target).region().value().hashCode()));
  }

  /**
   * Every region of the table, the one given out first, then the nearest first.
   *
   * @param given the one that users are sent to, if any is
   */
  public List<Candidate> rank(Coordinates from, Optional<RegionId> given) {
    return table.regions().values().stream()
        .map(region -> candidate(region, from, given))
        .sorted(
            Comparator.comparing((Candidate c) -> !c.given())
                .thenComparingDouble(Candidate::kilometres))
        .toList();
  }

  private static Candidate candidate(
      RegionEntry region, Coordinates from, Optional<RegionId> given) {
    return new Candidate(
        region.id(),
        region.coordinates().kilometresTo(from),
        Fitness.of(region),
        given.equals(Optional.of(region.id())),
        region.reason());
  }

  /**
   * Where a client of unknown place is taken to be: at the name server that it reached, and if that
   * one's region isn't in the table, at the first region's.
   */
  public Optional<Coordinates> home(RegionId own) {
    RegionEntry region = table.regions().get(own);
    return region != null
        ? Optional.of(region.coordinates())
        : targets.stream().findFirst().map(Target::coordinates);
  }

  public RoutingTable table() {
    return table;
  }

  public Basis basis() {
    return basis;
  }

  /** The regions that may be given out, in the order of their names. */
  public List<Target> targets() {
    return targets;
  }
}
