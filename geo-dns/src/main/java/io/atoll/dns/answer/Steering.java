package io.atoll.dns.answer;

import io.atoll.core.region.Coordinates;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Routing;
import org.jspecify.annotations.Nullable;

/**
 * Who is sent where by one policy.
 *
 * @param homeTarget the index of the target of clients of unknown place; -1 if there is none
 */
record Steering(Policy policy, AnswerMap map, int homeTarget) {
  static Steering of(Policy policy, Routing routing, Locator locator, @Nullable Coordinates home) {
    return new Steering(
        policy,
        AnswerMap.of(routing, locator, policy),
        home == null ? -1 : routing.bestIndex(policy, home));
  }
}
