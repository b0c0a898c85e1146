package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network.Family;
import io.atoll.dns.routing.AllDown;
import io.atoll.dns.routing.Basis;
import io.atoll.dns.routing.Choice;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.routing.Viewpoint;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is sent where by one policy, and what they are given there. */
final class Steering {
  private final Policy policy;
  private final Routing routing;
  private final AnswerMap map;
  private final @Nullable Choice home;
  private final List<Given> given;

  /**
   * @param own the region of this name server, where clients of unknown place are taken to be
   */
  static Steering of(
      Policy policy, Routing any, Locator locator, RegionId own, RegionMeters meters) {
    Routing routing = any.when(policy.allDown());
    if (routing.basis() == Basis.STATIC && policy.allDown() instanceof AllDown.Static(var fixed)) {
      return new Steering(
          policy,
          routing,
          AnswerMap.EVERYBODY,
          AnswerMap.EVERYBODY.choices().getFirst(),
          List.of(new Given(new Addresses(fixed), meters.ofStatic(policy.name()))));
    }
    Choice home =
        routing.targets().isEmpty()
            ? null
            : routing
                .home(own)
                .map(place -> routing.choice(policy, Viewpoint.at(place)))
                .orElse(null);
    return new Steering(
        policy,
        routing,
        AnswerMap.of(routing, locator, policy),
        home,
        routing.targets().stream()
            .map(target -> Given.of(target, meters.counter(policy.name(), target.region())))
            .toList());
  }

  private Steering(
      Policy policy, Routing routing, AnswerMap map, @Nullable Choice home, List<Given> given) {
    this.policy = policy;
    this.routing = routing;
    this.map = map;
    this.home = home;
    this.given = given;
  }

  Policy policy() {
    return policy;
  }

  /** By which of the tables known it is, while no region serves. */
  Routing routing() {
    return routing;
  }

  /** What clients are given whose network is known. */
  AnswerMap map() {
    return map;
  }

  /** Whether there is nothing to be given. */
  boolean isEmpty() {
    return home == null;
  }

  /**
   * The target of clients of whom nothing but the resolver is known; where that is unknown too,
   * they are taken to be at this name server. Allocates nothing.
   */
  int byResolver(Family family, long high, long low) {
    int target = map.target(family, map.find(family, high, low), high);
    return target == AnswerMap.BY_RESOLVER && home != null
        ? home.target(AnswerMap.prefix(family, high))
        : target;
  }

  /** What is given, by the index of the target. */
  List<Given> given() {
    return given;
  }

  /** The region of a target; empty if it is none. */
  Optional<RegionId> region(int target) {
    return target < routing.targets().size()
        ? Optional.of(routing.targets().get(target).region())
        : Optional.empty();
  }
}
