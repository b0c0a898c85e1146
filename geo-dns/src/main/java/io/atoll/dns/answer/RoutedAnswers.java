package io.atoll.dns.answer;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.routing.Target;
import io.atoll.dns.wire.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Record;

/**
 * What routed names are answered by one routing: worked out when the routing table changes, so that
 * a query only chooses.
 */
final class RoutedAnswers {
  private final Routing routing;
  private final @Nullable Coordinates home;
  private final Map<String, Steering> steerings = new HashMap<>();
  private final Steering[] bySlot;
  private final List<Given> given;

  /** By slot, target and turn. */
  private final Rendered[][][] rendered;

  /**
   * @param policies by name, those of all slots
   * @param own the region of this name server, where clients of unknown place are taken to be
   */
  RoutedAnswers(
      Routing routing,
      List<Slot> slots,
      Map<String, Policy> policies,
      Locator locator,
      RegionId own,
      RegionMeters meters) {
    this.routing = routing;
    this.home = routing.home(own).orElse(null);
    policies.forEach(
        (name, policy) -> steerings.put(name, Steering.of(policy, routing, locator, home)));
    this.bySlot = slots.stream().map(slot -> steering(slot.policy())).toArray(Steering[]::new);
    this.given =
        routing.targets().stream()
            .map(target -> new Given(target, meters.counter(target.region())))
            .toList();
    this.rendered = slots.stream().map(this::render).toArray(Rendered[][][]::new);
  }

  private Rendered[][] render(Slot slot) {
    return given.stream().map(to -> render(slot, to)).toArray(Rendered[][]::new);
  }

  private static Rendered[] render(Slot slot, Given to) {
    RoutedRecords records =
        new RoutedRecords(slot.composed().set(), slot.of().zone().ttl().toSeconds());
    return IntStream.range(0, to.turns(slot.composed().set().type()))
        .mapToObj(turn -> {
          List<Record> answer = new ArrayList<>(slot.composed().aliases());
          answer.addAll(records.of(to, turn));
          Draft draft = Draft.of(Reply.answer(answer, List.of()));
          return Rendered.of(draft, slot.of().signer(), slot.asked(), true);
        })
        .toArray(Rendered[]::new);
  }

  /** What the users of a target are answered; null if it has nothing of the slot's type. */
  @Nullable Rendered rendered(int slot, int target, int turn) {
    Rendered[] turns = rendered[slot][target];
    return turns.length == 0 ? null : turns[turn % turns.length];
  }

  /** A target by its index. */
  Target target(int target) {
    return routing.targets().get(target);
  }

  /** What the users of a target are given, by its index. */
  Given given(int target) {
    return given.get(target);
  }

  /** Whether nothing is known of any region, so that nobody can be answered. */
  boolean isEmpty() {
    return home == null;
  }

  /** Who is sent where, of the names of a slot. */
  Steering steering(int slot) {
    return bySlot[slot];
  }

  /**
   * Who is sent where by a policy.
   *
   * @throws IllegalArgumentException if there is no such policy
   */
  Steering steering(String policy) {
    Steering steering = steerings.get(policy);
    if (steering == null) {
      throw new IllegalArgumentException(
          "no policy '%s'; there are %s".formatted(policy, steerings.keySet()));
    }
    return steering;
  }

  Routing routing() {
    return routing;
  }

  /** Where clients of unknown place are taken to be. */
  @Nullable Coordinates home() {
    return home;
  }
}
