package io.atoll.edge.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** What is counted of WebSockets: how handshakes end, how many there are, bytes of those gone. */
final class WebSocketMetrics {
  /** How a request for one was answered. */
  enum Outcome {
    /** By 101; bytes pass. */
    JOINED,
    /** By something else that the upstream said. */
    DECLINED,
    /** Not passed on: no handshake. */
    BAD,
    /** Not passed on: there are as many as may be. */
    BUSY,
    /** The upstream said nothing, or 101 to another key. */
    FAILED
  }

  private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
  private final AtomicInteger joined = new AtomicInteger();
  private final Counter bytesToClients;
  private final Counter bytesToUpstreams;

  WebSocketMetrics(MeterRegistry meters) {
    for (Outcome outcome : Outcome.values()) {
      String label = outcome.name().toLowerCase(Locale.ROOT);
      outcomes.put(outcome, meters.counter("atoll_edge_websocket_handshakes", "outcome", label));
    }
    bytesToClients = meters.counter("atoll_edge_websocket_bytes", "to", "client");
    bytesToUpstreams = meters.counter("atoll_edge_websocket_bytes", "to", "upstream");
    Gauge.builder("atoll_edge_websockets", joined, AtomicInteger::get)
        .strongReference(true)
        .register(meters);
  }

  void count(Outcome outcome) {
    Objects.requireNonNull(outcomes.get(outcome)).increment();
  }

  void joined() {
    count(Outcome.JOINED);
    joined.incrementAndGet();
  }

  void ended(long toClient, long toUpstream) {
    joined.decrementAndGet();
    bytesToClients.increment((double) toClient);
    bytesToUpstreams.increment((double) toUpstream);
  }
}
