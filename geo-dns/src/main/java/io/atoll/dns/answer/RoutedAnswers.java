package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.wire.Reply;
import java.util.ArrayList;
import java.util.Collection;
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
  private final boolean quiet;
  private final Map<String, Steering> steerings = new HashMap<>();
  private final Steering[] bySlot;

  /** By slot, target and turn. */
  private final Rendered[][][] rendered;

  /**
   * @param quiet whether answers may be kept for longer, because nothing changes
   * @param policies those of all slots
   * @param own the region of this name server, where clients of unknown place are taken to be
   */
  RoutedAnswers(
      Routing routing,
      boolean quiet,
      List<Slot> slots,
      Collection<Policy> policies,
      Locator locator,
      RegionId own,
      RegionMeters meters) {
    this.routing = routing;
    this.quiet = quiet;
    policies.forEach(
        policy -> steerings.put(policy.name(), Steering.of(policy, routing, locator, own, meters)));
    this.bySlot = slots.stream().map(slot -> steering(slot.policy())).toArray(Steering[]::new);
    this.rendered = slots.stream().map(this::render).toArray(Rendered[][][]::new);
  }

  private Rendered[][] render(Slot slot) {
    return steering(slot.policy()).given().stream()
        .map(to -> render(slot, to.addresses(), slot.of().zone().ttl().seconds(quiet)))
        .toArray(Rendered[][]::new);
  }

  private static Rendered[] render(Slot slot, Addresses to, long ttl) {
    RoutedRecords records = new RoutedRecords(slot.composed().set(), ttl);
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

  /** Who is sent where, of the names of a slot. */
  Steering steering(int slot) {
    return bySlot[slot];
  }

  /** Whether there is a policy of this name. */
  boolean has(String policy) {
    return steerings.containsKey(policy);
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

  /** Whether answers may be kept for longer, because nothing changes. */
  boolean isQuiet() {
    return quiet;
  }
}
