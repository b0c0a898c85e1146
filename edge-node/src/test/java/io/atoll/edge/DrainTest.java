package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainTest {
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
