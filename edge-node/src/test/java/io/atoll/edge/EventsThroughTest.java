package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.runtime.access.Access;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of events on their way through an edge. */
class EventsThroughTest {
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  @Test
  void eventsArriveAsTheyHappenHoweverLongThatTakes() throws Exception {
    AtomicReference<HttpServerResponse> stream = new AtomicReference<>();
    gateway.upstream.answer =
        (HttpServerRequest request) -> {
          HttpServerResponse response = request.response();
          response.setChunked(true).putHeader("content-type", "text/event-stream");
          response.write("data: one\n\n");
          stream.set(response);
        };
    TestEdges patient =
        new TestEdges(
            TestEdges.patient(),
            TestGateway.config(gateway.upstream.port(), ""),
            Access.loopbackOnly(),
            1);
    RawClient client = new RawClient(patient.port());

    assertThat(client.send("GET /events HTTP/1.1\r\nhost: shop.test\r\n\r\n").head())
        .startsWith("HTTP/1.1 200 ");
    assertThat(client.bytes(16)).isEqualTo("b\r\ndata: one\n\n\r\n");
    // Any other answer is given up after 2 s of silence.
    Awaitility.await().pollDelay(3, TimeUnit.SECONDS).until(() -> true);
    gateway.vertx.runOnContext(_ -> stream.get().write("data: two\n\n"));
    assertThat(client.bytes(16)).isEqualTo("b\r\ndata: two\n\n\r\n");
    client.close();
    patient.close();
  }

  @Test
  void aStreamThatSaysNothingForTooLongIsEnded() throws Exception {
    gateway.upstream.answer =
        (HttpServerRequest request) -> {
          request.response().setChunked(true).putHeader("content-type", "text/event-stream");
          request.response().write("data: one\n\n");
        };
    RawClient client = new RawClient(gateway.edges.port());
    client.send("GET /events HTTP/1.1\r\nhost: shop.test\r\n\r\n");
    assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    assertThat(client.bytes(16)).isEqualTo("b\r\ndata: one\n\n\r\n");

    gateway.edges.pass(Duration.ofSeconds(80));

    assertThat(client.endsByItself()).isTrue();
  }
}
