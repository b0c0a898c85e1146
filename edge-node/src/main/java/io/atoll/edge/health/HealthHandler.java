package io.atoll.edge.health;

import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.server.Exchange;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/health}: 200 if every probe succeeds, 503 if one fails, with a line of JSON each,
 * or if the edge is about to go. An answer is reused for a moment, so that anybody may ask without
 * putting load on anything.
 */
public final class HealthHandler {
  public static final String PATH = "/v1/health";

  private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private static final Duration REUSED_FOR = Duration.ofMillis(250);

  /** Below the time-out of those who ask from outside. */
  private static final Duration ATTEMPT_MAX = Duration.ofSeconds(1);

  private record Report(boolean healthy, Buffer body) {}

  private record Round(long startedNanos, Future<Report> report) {}

  private final MonotonicClock clock;
  private final String node;
  private final List<Probe> probes;
  private @Nullable Round last;
  private volatile boolean leaving;

  /**
   * @param node {@code <region>/<node>}
   */
  public HealthHandler(MonotonicClock clock, String node, List<Probe> probes) {
    this.clock = clock;
    this.node = node;
    this.probes = List.copyOf(probes);
  }

  /** From now on, whoever asks is told to send nobody here any more. */
  public void leave() {
    leaving = true;
  }

  public void handle(Exchange exchange) {
    if (!METHODS.contains(exchange.method())) {
      exchange
          .put(HttpHeaders.ALLOW, "GET, HEAD")
          .problem(Problem.of(405, "Method not known", "health is read with GET or HEAD"));
      return;
    }
    exchange
        .put(HttpHeaders.CONTENT_TYPE, "application/json")
        .put(HttpHeaders.CACHE_CONTROL, "no-store");
    if (leaving) {
      exchange.end(503, body("leaving", new JsonObject()));
      return;
    }
    exchange.await(
        report(),
        report -> exchange.end(report.healthy ? 200 : 503, report.body),
        failure -> exchange.end(503));
  }

  private synchronized Future<Report> report() {
    long now = clock.nanos();
    Round recent = last;
    if (recent == null || now - recent.startedNanos > REUSED_FOR.toNanos()) {
      recent = new Round(now, ask());
      last = recent;
    }
    return recent.report;
  }

  private Future<Report> ask() {
    List<Future<?>> attempts = probes.stream().<Future<?>>map(HealthHandler::attempt).toList();
    return Future.join(attempts).transform((_, _) -> Future.succeededFuture(report(attempts)));
  }

  private static Future<?> attempt(Probe probe) {
    return probe.attempt().get().timeout(ATTEMPT_MAX.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Report report(List<Future<?>> attempts) {
    JsonObject checks = new JsonObject();
    boolean healthy = true;
    for (int i = 0; i < attempts.size(); i++) {
      Future<?> attempt = attempts.get(i);
      healthy &= attempt.succeeded();
      checks.put(probes.get(i).name(), attempt.succeeded() ? "ok" : reason(attempt.cause()));
    }
    return new Report(healthy, body(healthy ? "ok" : "failing", checks));
  }

  private Buffer body(String status, JsonObject checks) {
    return new JsonObject()
        .put("status", status)
        .put("node", node)
        .put("checks", checks)
        .toBuffer();
  }

  /** Says no more than which part fails: anybody may read it. */
  private static String reason(Throwable cause) {
    return "failing: " + cause.getClass().getSimpleName();
  }
}
