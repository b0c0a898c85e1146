package io.atoll.edge.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the server counts: requests by method and status class, open connections. */
final class ServerMetrics {
  private static final List<HttpMethod> METHODS =
      List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.DELETE);

  private final Map<HttpMethod, Counter[]> known = new HashMap<>();
  private final Counter[] others;
  private final Counter refused;
  private final Counter stalled;
  private final Counter answersRefused;
  private final AtomicLong answerBytes = new AtomicLong();
  private final AtomicInteger connections = new AtomicInteger();

  ServerMetrics(MeterRegistry meters) {
    METHODS.forEach(method -> known.put(method, counters(meters, method.name())));
    others = counters(meters, "other");
    refused = meters.counter("atoll_edge_connections_refused");
    stalled = meters.counter("atoll_edge_stalled_answers");
    answersRefused = meters.counter("atoll_edge_answers_refused");
    Gauge.builder("atoll_edge_large_answer_bytes", answerBytes, AtomicLong::get)
        .strongReference(true)
        .register(meters);
    Gauge.builder("atoll_edge_connections", connections, AtomicInteger::get)
        .strongReference(true)
        .register(meters);
  }

  private static Counter[] counters(MeterRegistry meters, String method) {
    Counter[] byClass = new Counter[6];
    for (int i = 1; i < byClass.length; i++) {
      byClass[i] = meters.counter("atoll_edge_requests", "method", method, "status", i + "xx");
    }
    return byClass;
  }

  void answered(HttpMethod method, int status) {
    known.getOrDefault(method, others)[status / 100].increment();
  }

  void opened() {
    connections.incrementAndGet();
  }

  /** A connection was closed as soon as it came. */
  void refused() {
    refused.increment();
  }

  /** Answers were cut off because their client took nothing of them. */
  void stalled(int answers) {
    if (answers > 0) {
      stalled.increment(answers);
    }
  }

  /** Takes bytes for a large answer, if that leaves them within the bound. */
  boolean beginLarge(long bytes, long bytesMax) {
    boolean fits = answerBytes.addAndGet(bytes) <= bytesMax;
    if (!fits) {
      answerBytes.addAndGet(-bytes);
      answersRefused.increment();
    }
    return fits;
  }

  /** A large answer's client has it, or is gone. */
  void endLarge(long bytes) {
    answerBytes.addAndGet(-bytes);
  }

  void closed() {
    connections.decrementAndGet();
  }

  int connections() {
    return connections.get();
  }
}
