package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.TestGateway.Answer;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which edge of a region asks an upstream when several miss the same answer. */
class SharedTurnsTest {
  private static final int MISSES = 10_000;

  @RegisterExtension static final SharingEdges EDGES = new SharingEdges();

  @Test
  void tenThousandMissesAtTwoEdgesMakeOneRequest() throws Exception {
    EdgeLimits limits =
        TestEdges.limits(
            "connections-max",
            "" + MISSES,
            "connections-per-address-max",
            "" + MISSES,
            "idle-max",
            "2m",
            "body-max",
            "2m");
    EDGES.restart(limits, "wait-max: 60s\nshared: {timeout: 10s}\n");
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    EDGES.gateway().upstream.answer = held::add;
    Process clients =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                ManyClients.class.getName(),
                "/hot",
                "once",
                Integer.toString(MISSES),
                EDGES.gateway().edges.node(1).address().toString(),
                EDGES.gateway().edges.node(2).address().toString())
            .redirectErrorStream(true)
            .start();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            EDGES.gateway().edges.meters.get("atoll_edge_connections").gauges().stream()
                        .mapToDouble(Gauge::value)
                        .sum()
                    >= MISSES / 2
                && !held.isEmpty()
                && EDGES.counted("atoll_edge_shared_looks", "busy") > 0);
    HttpServerResponse answer = held.getFirst().response();
    answer.putHeader("cache-control", "max-age=60").putHeader("content-length", "4").write("on");
    // The other edge has it before it is whole.
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> EDGES.counted("atoll_edge_shared_looks", "coming") > 0);
    answer.end("ce");

    String right = new String(clients.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(right).isEqualToIgnoringNewLines(Integer.toString(MISSES));
    assertThat(EDGES.gateway().upstream.asked).hasSize(1);
  }

  @Test
  void anAnswerForOneAloneIsWaitedForByNobodyInTheRegion() throws Exception {
    EDGES.gateway().upstream.answer = TestUpstream.says("mine", "cache-control", "no-store");
    EDGES.get(1, "/a");
    Awaitility.await()
        .until(
            () -> RedisConsole.keys(EDGES.redis()).stream().noneMatch(name -> name.endsWith("l")));
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    EDGES.gateway().upstream.answer = held::add;

    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(EDGES.gateway().begin(2, "GET", "/a", ""));
    }

    // All of them ask, though none is answered.
    Awaitility.await().until(() -> held.size() == 20);
    held.forEach(request -> TestUpstream.says("own", "cache-control", "no-store").handle(request));
    for (Future<Answer> answer : answers) {
      assertThat(TestEdges.await(answer).body()).isEqualTo("own");
    }
  }

  @Test
  void aLeaderThatStallsIsReplaced() throws Exception {
    EDGES.restart("wait-max: 500ms\nshared: {timeout: 5s}\n");
    Promise<HttpServerRequest> stalled = Promise.promise();
    EDGES.gateway().upstream.answer = stalled::tryComplete;
    Future<Answer> first = EDGES.gateway().begin(1, "GET", "/a", "");
    TestEdges.await(stalled.future());
    EDGES.gateway().upstream.answer = TestUpstream.says("second", "cache-control", "max-age=60");

    assertThat(EDGES.get(2, "/a").body()).isEqualTo("second");

    EDGES.awaitStored(1);
    TestUpstream.says("first", "cache-control", "max-age=60").handle(stalled.future().result());
    assertThat(TestEdges.await(first).body()).isEqualTo("first");
    // Whose lease was lost does not store.
    Awaitility.await().until(() -> EDGES.counted("atoll_edge_shared_writes", "refused") == 1);
  }
}
