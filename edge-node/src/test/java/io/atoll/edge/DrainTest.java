package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.atoll.runtime.access.Access;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final String HEALTH = "GET /v1/health HTTP/1.1\r\nhost: x\r\n\r\n";
  private static final String GET = "GET /v1/kv/profiles/ada HTTP/1.1\r\nhost: x\r\n\r\n";

  /** With a grace that outlasts the test. */
  @Test
  void aStopSaysSoAndServesEverybodyForTheGrace() throws Exception {
    TestEdges edges =
        new TestEdges(TestEdges.limits("grace", "5m", "idle-max", "5m"), Access.loopbackOnly(), 1);
    RawClient kept = new RawClient(edges.port());
    assertThat(kept.send(HEALTH).answer())
        .startsWith("HTTP/1.1 200 ")
        .contains("\"status\":\"ok\"");

    Future<Void> stopped = edges.node(1).stop();

    RawClient late = new RawClient(edges.port());
    assertThat(late.send(HEALTH).answer())
        .startsWith("HTTP/1.1 503 ")
        .endsWith("{\"status\":\"leaving\",\"node\":\"us-east/edge-1\",\"checks\":{}}");
    assertThat(late.send(GET).answer())
        .startsWith("HTTP/1.1 404 ")
        .doesNotContain("connection: close");
    // Who was there before is sent away, sooner or later.
    String answer = kept.send(GET).answer();
    while (!answer.contains("connection: close")) {
      assertThat(answer).startsWith("HTTP/1.1 404 ");
      answer = kept.send(GET).answer();
    }
    assertThat(kept.endsByItself()).isTrue();
    assertThat(stopped.isComplete()).isFalse();
    TestEdges.await(edges.vertx.close());
  }

  @Test
  void aStopTellsClientsOfHttp2AndFinishesWhatTheyAskedFor() throws Exception {
    TestEdges edges = TestEdges.start();
    RawHttp2 client = new RawHttp2(edges.port());
    edges.region.applierPaused = true;
    client.send(
        RawHttp2.HEADERS,
        RawHttp2.END_HEADERS,
        1,
        RawHttp2.head("PUT", "/v1/kv/profiles/ada", "content-length", "1"));
    client.send(RawHttp2.DATA, RawHttp2.END_STREAM, 1, 'x');
    await().atMost(Duration.ofSeconds(5)).until(() -> !edges.region.log.isEmpty());

    Future<Void> stopped = edges.node(1).stop();

    assertThat(client.frame(RawHttp2.GOAWAY).error()).isZero();
    assertThat(client.frame(RawHttp2.HEADERS).stream()).isEqualTo(1);
    client.rest();
    TestEdges.await(stopped);
    TestEdges.await(edges.vertx.close());
  }

  @Test
  void aKeptConnectionIsToldWithItsNextAnswer() throws Exception {
    TestEdges edges = TestEdges.start();
    RawClient kept = new RawClient(edges.port());
    edges.region.applierPaused = true;
    kept.send("PUT /v1/kv/profiles/ada HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\nx");
    await().atMost(Duration.ofSeconds(5)).until(() -> !edges.region.log.isEmpty());

    Future<Void> stopped = edges.node(1).stop();

    assertThat(kept.head()).containsIgnoringCase("connection: close");
    assertThat(kept.endsByItself()).isTrue();
    TestEdges.await(stopped);
    TestEdges.await(edges.vertx.close());
  }

  @Test
  void aStopTakesNoNewClientsAndAnswersWritesUnderWay() throws Exception {
    TestEdges edges = TestEdges.start();
    int port = edges.port();
    RawClient idle = new RawClient(port);
    assertThat(idle.send("GET /v1/health HTTP/1.1\r\nhost: x\r\n\r\n").head()).contains(" 200 ");
    edges.region.applierPaused = true;
    RawClient writing = new RawClient(port);
    writing.send("PUT /v1/kv/profiles/ada HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\nx");
    await().atMost(Duration.ofSeconds(5)).until(() -> !edges.region.log.isEmpty());

    Future<Void> stopped = edges.node(1).stop();

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () -> assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(IOException.class));
    assertThat(writing.head()).startsWith("HTTP/1.1 202 ");
    assertThat(idle.endsByItself()).isTrue();
    TestEdges.await(stopped);
    TestEdges.await(edges.vertx.close());
  }
}
