package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edge as a process of its own, told to stop. */
class StoppedProcessTest {
  /** For a process that starts on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration GRACE = Duration.ofSeconds(5);

  /** Less than the edge would wait for requests under way. */
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, HttpServerRequest> held = new ConcurrentHashMap<>();
  private TestUpstream upstream;
  private RealRegion region;
  private EdgeProcess edge;
  private int port;

  @BeforeEach
  void start() throws Exception {
    upstream = new TestUpstream(vertx, this::take);
    region = new RealRegion("us-east", folder, 1);
    region.route(upstream.port());
    region.limits = "{grace: 5s, drain-max: 4m}";
    region.startReplicator(List.of());
    int admin = RealRegion.freePort();
    edge = new EdgeProcess(region.edgeConfig(1, admin));
    await().atMost(PATIENCE).ignoreExceptions().until(() -> status(admin, "/ready") == 200);
    port = region.uri(1, "/").getPort();
  }

  @AfterEach
  void stop() throws Exception {
    edge.kill();
    region.close();
    upstream.close();
    TestEdges.await(vertx.close());
  }

  @Test
  void whatIsUnderWayIsFinishedAndNobodyRefusedBeforeTheGraceIsOver() throws Exception {
    RawClient slow = new RawClient(port).send(get("/slow"));
    RawClient events = new RawClient(port).send(get("/events"));
    assertThat(events.head()).startsWith("HTTP/1.1 200 ");
    assertThat(events.bytes(16)).isEqualTo("b\r\ndata: one\n\n\r\n");
    RawHttp2 http2 = new RawHttp2(port);
    http2.get(1, "/stream");
    RawClient kept = new RawClient(port).send(get("/free"));
    assertThat(kept.answer()).startsWith("HTTP/1.1 200 ").endsWith("free");
    await().atMost(SOON).until(() -> held.size() == 3);

    long told = System.nanoTime();
    edge.terminate();

    assertThat(untilRefused(told)).contains("/v1/health 503", "/free 200");
    assertThat(System.nanoTime() - told).isGreaterThanOrEqualTo(GRACE.toNanos());
    assertThat(kept.endsByItself()).isTrue();
    vertx.runOnContext(_ -> {
      answer("/slow", "done");
      answer("/stream", "done");
      answer("/events", "data: two\n\n");
    });
    assertThat(slow.answer())
        .startsWith("HTTP/1.1 200 ")
        .contains("connection: close\r\n")
        .endsWith("done");
    assertThat(events.rest()).isEqualTo("b\r\ndata: two\n\n\r\n0\r\n\r\n");
    assertThat(http2.frame(RawHttp2.GOAWAY).error()).isZero();
    RawHttp2.Frame head = http2.frame(RawHttp2.HEADERS);
    assertThat(head.stream()).isEqualTo(1);
    assertThat(head.is200()).isTrue();
    assertThat(http2.frame(RawHttp2.DATA).payload().toString(StandardCharsets.UTF_8))
        .isEqualTo("done");
    assertThat(edge.exitStatus(SOON)).isZero();
    http2.close();
  }

  @Test
  void anEdgeWithNothingUnderWayIsGoneAfterTheGraceHoweverOftenItIsTold() throws Exception {
    RawClient idle = new RawClient(port);

    edge.terminate();
    edge.terminate();

    assertThat(edge.exitStatus(SOON)).isZero();
    assertThat(idle.endsByItself()).isTrue();
  }

  /** Asks on one new connection after the other; what it was asked and what it answered. */
  private Set<String> untilRefused(long toldNanos) throws Exception {
    Set<String> answers = new TreeSet<>();
    try {
      while (System.nanoTime() - toldNanos < SOON.toNanos()) {
        for (String path : List.of("/v1/health", "/free")) {
          answers.add(path + " " + status(port, path));
        }
      }
    } catch (ConnectException refused) {
      return answers;
    } catch (IOException closed) {
      // What the system has accepted before the edge could say no.
      assertThat(System.nanoTime() - toldNanos).isGreaterThanOrEqualTo(GRACE.toNanos());
      return answers;
    }
    throw new AssertionError("still takes connections after " + SOON);
  }

  private void take(HttpServerRequest request) {
    String path = String.valueOf(request.path());
    HttpServerResponse response = request.response().putHeader("cache-control", "no-store");
    if (path.equals("/free")) {
      response.end("free");
      return;
    }
    if (path.equals("/events")) {
      response.setChunked(true).putHeader("content-type", "text/event-stream");
      response.write("data: one\n\n");
    }
    held.put(path, request);
  }

  private void answer(String path, String text) {
    Objects.requireNonNull(held.get(path)).response().end(text);
  }

  private static String get(String path) {
    return get("shop.test", path);
  }

  private static String get(String host, String path) {
    return "GET %s HTTP/1.1\r\nhost: %s\r\n\r\n".formatted(path, host);
  }

  private static int status(int port, String path) throws IOException {
    RawClient client = new RawClient(port);
    try {
      String host = path.equals("/free") ? "shop.test" : "127.0.0.1";
      return Integer.parseInt(client.send(get(host, path)).head().substring(9, 12));
    } finally {
      client.close();
    }
  }
}
