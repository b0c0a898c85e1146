package io.atoll.edge.kv;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What becomes of requests that carry a session token. */
public final class SessionMetrics {
  private final Counter waited;
  private final Counter peers;
  private final Counter behind;
  private final Counter refused;
  private final Counter restarted;

  public SessionMetrics(MeterRegistry meters) {
    waited = meters.counter("atoll_edge_session_requests", "outcome", "waited");
    peers = meters.counter("atoll_edge_session_requests", "outcome", "peer");
    behind = meters.counter("atoll_edge_session_requests", "outcome", "behind");
    refused = meters.counter("atoll_edge_session_requests", "outcome", "refused");
    restarted = meters.counter("atoll_edge_session_restarts");
  }

  /** The region reached it while the request waited. */
  void waited() {
    waited.increment();
  }

  /** Another region answered. */
  void answeredByPeer() {
    peers.increment();
  }

  /** Nobody had it in time. */
  void behind() {
    behind.increment();
  }

  /** The token was not taken. */
  void refused() {
    refused.increment();
  }

  /** A token grew too long and began anew. */
  void restarted() {
    restarted.increment();
  }
}
