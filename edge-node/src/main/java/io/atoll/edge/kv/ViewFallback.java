package io.atoll.edge.kv;

import io.atoll.core.operation.Key;
import io.atoll.edge.server.CommonProblems;
import io.atoll.edge.server.Exchange;
import io.atoll.replication.view.ViewUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpHeaders;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a read that this region's view can't answer, because Redis is away or is being
 * filled anew: another region answers it, marked as its answer, or it is 503.
 */
public final class ViewFallback {
  private static final Logger log = LoggerFactory.getLogger(ViewFallback.class);
  private static final CharSequence UNAVAILABLE =
      HttpHeaders.createOptimized("atoll; fwd=miss; detail=L2-unavailable");

  private final PeerPhase peers;
  private final Counter answered;
  private final Counter unavailable;

  public ViewFallback(PeerPhase peers, MeterRegistry meters) {
    this.peers = peers;
    answered = meters.counter("atoll_edge_view_fallbacks", "outcome", "peer");
    unavailable = meters.counter("atoll_edge_view_fallbacks", "outcome", "unavailable");
  }

  /**
   * Answers a read that failed.
   *
   * @param key it was about, or one of its namespace
   * @param failure why the view gave no answer
   */
  void answer(Exchange exchange, Key key, Throwable failure) {
    if (failure instanceof ViewUnavailableException) {
      // Every read meets it until Redis is back; readiness and metrics tell operators.
      log.atDebug().addKeyValue("key", key).setCause(failure).log("read failed");
      peers.read(exchange, Set.of(), answered::increment, () -> refuse(exchange));
    } else {
      log.atError().addKeyValue("key", key).setCause(failure).log("read failed");
      exchange.cacheStatus(UNAVAILABLE).problem(CommonProblems.internal("call"));
    }
  }

  private void refuse(Exchange exchange) {
    unavailable.increment();
    exchange.cacheStatus(UNAVAILABLE).retryAfterSeconds(1).problem(KvProblems.viewUnavailable());
  }
}
