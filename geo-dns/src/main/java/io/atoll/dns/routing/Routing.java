package io.atoll.dns.routing;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

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
  public static final Routing NONE =
      new Routing(RoutingTable.NONE, RoutingTable.NONE, new AllDown.LastGood());

  private final RoutingTable table;
  private final RoutingTable lastGood;
  private final AllDown allDown;
  private final Basis basis;
  private final List<Target> targets;

  private Routing(RoutingTable table, RoutingTable lastGood, AllDown allDown) {
    this.table = table;
    this.lastGood = lastGood;
    this.allDown = allDown;
    this.basis =
        allDown.bases().stream()
            .filter(basis -> !targets(basis).isEmpty())
            .findFirst()
            .orElse(allDown.otherwise());
    this.targets = targets(basis);
  }

  /** The same for names that are answered this while no region serves. */
  public Routing when(AllDown other) {
    return other.equals(allDown) ? this : new Routing(table, lastGood, other);
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
    return new Routing(next, serving(next).isEmpty() ? lastGood : next, allDown);
  }

  private List<Target> targets(Basis basis) {
    return switch (basis) {
      case HEALTH -> serving(table);
      case LAST_GOOD -> serving(lastGood).stream().filter(t -> isUndrained(t.region())).toList();
      case ALL_UNDRAINED -> withEdges().stream().filter(t -> isUndrained(t.region())).toList();
      case ALL -> withEdges();
      case STATIC, NOTHING -> List.of();
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
        .filter(region -> !region.edges().isEmpty() && region.state() != RegionState.EXPELLED)
        .map(Target::allEdgesOf)
        .toList();
  }

  /** Intent wins over health, so a region that left the table is out as well. */
  private boolean isUndrained(RegionId id) {
    RegionEntry region = table.regions().get(id);
    return region != null
        && region.state() != RegionState.DRAINED
        && region.state() != RegionState.EXPELLED;
  }

  /** The nearest region that may be given out; empty only if nothing is known of any. */
  public Optional<Target> nearest(Coordinates from) {
    return targets.stream()
        .min(Comparator.comparingDouble(target -> target.coordinates().kilometresTo(from)));
  }

  /** As below, of the nearest regions. */
  public Choice choice(Coordinates from) {
    return choice(Policy.NEAREST, Viewpoint.at(from));
  }

  /**
   * Which regions some clients are sent to by a policy.
   *
   * @throws IllegalArgumentException if nothing is known of any region
   */
  public Choice choice(Policy policy, Viewpoint from) {
    List<Integer> suitable =
        IntStream.range(0, targets.size())
            .filter(i -> policy.suits(targets.get(i)))
            .boxed()
            .toList();
    List<Integer> given =
        suitable.isEmpty() ? IntStream.range(0, targets.size()).boxed().toList() : suitable;
    return switch (policy.order()) {
      case Order.Weighted(var weights) when !isPinned(given, from) ->
          draw(given, weights)
              .<Choice>map(lots -> new Draw(lots))
              .orElseGet(() -> ladder(policy, from, given));
      case Order.Weighted _, Order.Nearest _, Order.Failover _, Order.RoundTrip _ ->
          ladder(policy, from, given);
    };
  }

  private boolean isPinned(List<Integer> given, Viewpoint from) {
    return given.stream().anyMatch(i -> targets.get(i).region().equals(from.pinned()));
  }

  /** A region's own weight is the share it takes of what is its due. */
  private Optional<List<Draw.Lot>> draw(List<Integer> given, Map<RegionId, Integer> weights) {
    List<Draw.Lot> lots =
        given.stream()
            .filter(i -> weights.getOrDefault(targets.get(i).region(), 0) > 0)
            .map(i -> {
              Target target = targets.get(i);
              long weight = (long) weights.getOrDefault(target.region(), 0) * target.weight();
              return new Draw.Lot(i, weight, seed(target));
            })
            .toList();
    return lots.isEmpty() ? Optional.empty() : Optional.of(lots);
  }

  /**
   * The regions that clients are sent to, those that the policy prefers first, up to the first that
   * takes all. If none does, the first takes whoever was left by all.
   */
  private Ladder ladder(Policy policy, Viewpoint from, List<Integer> given) {
    List<Integer> cheapestFirst =
        given.stream()
            .sorted(Comparator.comparingDouble(i -> policy.cost(targets.get(i), from)))
            .toList();
    List<Ladder.Step> steps = new ArrayList<>();
    for (int i : cheapestFirst) {
      steps.add(step(i, targets.get(i).weight()));
      if (targets.get(i).weight() == RegionEntry.WEIGHT_MAX) {
        return new Ladder(steps);
      }
    }
    if (steps.size() > 1) {
      steps.add(step(cheapestFirst.getFirst(), RegionEntry.WEIGHT_MAX));
    }
    return new Ladder(steps);
  }

  private Ladder.Step step(int target, int weight) {
    return new Ladder.Step(target, weight, seed(targets.get(target)));
  }

  /** The hash of a text is the same in every process: its specification says how it is made. */
  private static long seed(Target target) {
    return Choice.mixed(target.region().value().hashCode());
  }

  /**
   * Every region of the table, the one given out first, then the nearest first.
   *
   * @param given the one that users are sent to, if any is
   */
  public List<Candidate> rank(Policy policy, Viewpoint from, Optional<RegionId> given) {
    return table.regions().values().stream()
        .sorted(
            Comparator.comparing((RegionEntry region) -> !given.equals(Optional.of(region.id())))
                .thenComparingDouble(region -> region.coordinates().kilometresTo(from.place())))
        .map(region ->
            new Candidate(
                region,
                region.coordinates().kilometresTo(from.place()),
                from.roundTrips().get(region.id()),
                Fitness.of(region, policy),
                given.equals(Optional.of(region.id()))))
        .toList();
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

  /** What is answered while no region serves. */
  public AllDown allDown() {
    return allDown;
  }

  public Basis basis() {
    return basis;
  }

  /** The regions that may be given out, in the order of their names. */
  public List<Target> targets() {
    return targets;
  }
}
