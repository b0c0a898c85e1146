package io.atoll.edge.proxy;

import io.atoll.edge.upstream.Handshake;
import io.atoll.edge.upstream.Outbound;
import io.atoll.edge.upstream.Upstream;
import io.atoll.edge.upstream.UpstreamAnswer;
import io.atoll.edge.upstream.UpstreamException;
import io.atoll.edge.upstream.UpstreamException.Kind;
import io.vertx.core.Future;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where answers come from: a route's own pool, and if nobody there can be reached, an edge of
 * another region. That edge sees the mark and asks nobody else in turn, so a request travels
 * between regions once at most.
 */
final class Origins {
  /**
   * Carries the region that asks. Whoever else sends it only gives up the help of other regions.
   */
  static final String PEER_MARK = "atoll-peer";

  private final String region;
  private final @Nullable Upstream peers;

  /**
   * @param peers edges of other regions; null: there are none
   */
  Origins(String region, @Nullable Upstream peers) {
    this.region = region;
    this.peers = peers;
  }

  /** Fails with an {@link UpstreamException} if no answer comes from anywhere. */
  Future<UpstreamAnswer> ask(Route route, Outbound outbound) {
    return anywhere(route, outbound, Upstream::ask);
  }

  /** The same, asking to go on as a WebSocket. */
  Future<Handshake> shakeHands(Route route, Outbound outbound) {
    return anywhere(route, outbound, Upstream::shakeHands);
  }

  private <T> Future<T> anywhere(
      Route route, Outbound outbound, BiFunction<Upstream, Outbound, Future<T>> asking) {
    Future<T> answer = asking.apply(route.upstream(), outbound);
    Upstream others = peers;
    if (others == null || outbound.fields().has(PEER_MARK)) {
      return answer;
    }
    return answer.recover(failure ->
        // Down means that nothing was sent: a body is still whole.
        failure instanceof UpstreamException e && e.kind() == Kind.DOWN
            ? asking.apply(others, outbound.with(outbound.fields().plus(PEER_MARK, region)))
            : Future.failedFuture(failure));
  }
}
