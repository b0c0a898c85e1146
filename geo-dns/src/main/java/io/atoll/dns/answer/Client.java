package io.atoll.dns.answer;

import io.atoll.dns.geo.Network;
import org.jspecify.annotations.Nullable;

/**
 * Who a query is answered for.
 *
 * @param target the index of what it is given
 * @param scope how many bits of the client's subnet that depends on; 0 without one
 */
record Client(int target, int scope) {
  /**
   * The client's own subnet if the resolver tells, and it is somewhere; else the resolver, else the
   * name server that was reached.
   *
   * @param subnet absent if the resolver tells none, or the client doesn't want to be known
   */
  static Client of(@Nullable Network subnet, Network resolver, Steering steering) {
    AnswerMap map = steering.map();
    int target = AnswerMap.BY_RESOLVER;
    int scope = 0;
    if (subnet != null) {
      int index = map.find(subnet.family(), subnet.high(), subnet.low());
      target = map.target(subnet.family(), index, subnet.high());
      scope = map.scope(subnet.family(), index, subnet.high(), subnet.low(), subnet.length());
    }
    return new Client(
        target == AnswerMap.BY_RESOLVER
            ? steering.byResolver(resolver.family(), resolver.high(), resolver.low())
            : target,
        scope);
  }
}
