package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.runtime.access.Access;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that take nothing of what they asked for, and clients that are only slow or quiet. */
class StalledClientsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration STALL_MAX = Duration.ofSeconds(60);

  /** More than half of what is allowed. */
  private static final Duration MOST = Duration.ofSeconds(40);

  /** About how often an edge looks. */
  private static final Duration LOOK = Duration.ofMillis(500);

  /** More than what all buffers between an upstream and a client hold. */
  private static final int MUCH = 24 << 20;

  private final AtomicInteger cut = new AtomicInteger();
  private final AtomicLong written = new AtomicLong();
  private final List<HttpServerResponse> streams = new CopyOnWriteArrayList<>();
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    EdgeLimits limits =
        TestEdges.limits("idle-max", "30s", "stall-max", STALL_MAX.toSeconds() + "s");
    gateway =
        new TestGateway(
            limits, "10m", "websockets: {idle-max: 1h}\n", Access.loopbackOnly(), 1, null);
    gateway.upstream.answer =
        request -> {
          request.response().closeHandler(_ -> cut.incrementAndGet());
          switch (String.valueOf(request.path())) {
            case "/endless" -> endless(request);
            case "/events" -> events(request);
            case "/socket" -> TestUpstream.echo().handle(request);
            case "/large" ->
                TestUpstream.says("x".repeat(1 << 20), "cache-control", "max-age=9999")
                    .handle(request);
            default -> request.response().putHeader("cache-control", "no-store").end("hello");
          }
        };
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private void endless(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.setChunked(true).putHeader("cache-control", "no-store");
    response.exceptionHandler(_ -> {});
    Buffer chunk = Buffer.buffer(new byte[64 << 10]);
    Runnable more =
        () -> {
          while (!response.writeQueueFull() && !response.closed()) {
            written.addAndGet(chunk.length());
            var _ = response.write(chunk);
          }
        };
    response.drainHandler(_ -> more.run());
    more.run();
  }

  private void events(HttpServerRequest request) {
    streams.add(request.response());
    request
        .response()
        .setChunked(true)
        .putHeader("content-type", "text/event-stream")
        .putHeader("cache-control", "no-store");
    request.response().write("data: one\n\n");
  }

  private RawClient ask(String path) throws IOException {
    return new RawClient(gateway.edges.port())
        .send("GET " + path + " HTTP/1.1\r\nhost: shop.test\r\n\r\n");
  }

  private long quietStreams() {
    return streams.stream().filter(response -> !response.closed()).count();
  }

  private double stalled() {
    return gateway.edges.meters.counter("atoll_edge_stalled_answers").count();
  }

  /** Has time pass until so many answers were cut off. */
  private void awaitStalled(int count) {
    AtomicInteger times = new AtomicInteger();
    await()
        .atMost(SOON)
        .pollInterval(LOOK)
        .until(() -> {
          // Not so much that an upstream were given up, however busy the machine is.
          if (times.incrementAndGet() < 12) {
            gateway.edges.pass(MOST);
          }
          return stalled() >= count;
        });
    assertThat(stalled()).isEqualTo(count);
  }

  @Test
  void whoTakesNothingIsCutOffAndItsUpstreamLetGo() throws Exception {
    RawClient client = ask("/endless");

    awaitStalled(1);

    await().atMost(SOON).until(() -> cut.get() == 1);
    // What the system holds for four sockets, and little of ours.
    assertThat(written.get()).isLessThan(64L << 20);
    assertThat(client.endsByItself()).isTrue();
    assertThat(gateway.get("/other").status()).isEqualTo(200);
  }

  @Test
  void whoTakesNothingOfWhatIsStoredIsCutOff() throws Exception {
    await().atMost(SOON).until(() -> gateway.get("/large").cacheStatus().contains("hit"));
    RawClient client = ask("/large");
    for (int i = 0; i < 63; i++) {
      client.send("GET /large HTTP/1.1\r\nhost: shop.test\r\n\r\n");
    }

    awaitStalled(1);

    assertThat(client.endsByItself()).isTrue();
  }

  @Test
  void aSlowReaderIsServedForAsLongAsItTakes() throws Exception {
    RawClient client = ask("/endless");
    for (int i = 0; i < 5; i++) {
      gateway.edges.pass(MOST);
      assertThat(client.in().readNBytes(MUCH)).hasSize(MUCH);
    }
    assertThat(stalled()).isZero();

    awaitStalled(1);
  }

  /** Its requests are answered, as far as the edge is concerned, long before it has them. */
  @Test
  void aSlowReaderOfWhatIsStoredIsNotIdle() throws Exception {
    await().atMost(SOON).until(() -> gateway.get("/large").cacheStatus().contains("hit"));
    RawClient client = new RawClient(gateway.edges.port());
    client.send("GET /large HTTP/1.1\r\nhost: shop.test\r\n\r\n".repeat(MUCH >> 20));
    assertThat(client.answer()).startsWith("HTTP/1.1 200 ");
    // On every event loop, so that all of them have looked.
    List<RawClient> idle = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      RawClient one = ask("/large");
      assertThat(one.answer()).startsWith("HTTP/1.1 200 ");
      idle.add(one);
    }

    gateway.edges.pass(MOST);

    for (RawClient one : idle) {
      assertThat(one.endsByItself()).isTrue();
    }
    int rest = MUCH - (1 << 20);
    assertThat(client.in().readNBytes(rest)).hasSize(rest);
    assertThat(stalled()).isZero();
  }

  @Test
  void whatIsQuietIsNotStalled() throws Exception {
    RawClient events = ask("/events");
    assertThat(events.head()).startsWith("HTTP/1.1 200 ");
    assertThat(events.bytes(16)).endsWith("data: one\n\n\r\n");
    RawHttp2 http2 = new RawHttp2(gateway.edges.port()).get(1, "/events");
    assertThat(http2.frame(RawHttp2.DATA).payload().toString()).isEqualTo("data: one\n\n");
    RawClient socket =
        new RawClient(gateway.edges.port())
            .send(
                """
                GET /socket HTTP/1.1
                host: shop.test
                connection: upgrade
                upgrade: websocket
                sec-websocket-version: 13
                sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==

                """
                    .replace("\n", "\r\n"));
    assertThat(socket.head()).startsWith("HTTP/1.1 101 ");
    // On every event loop, so that all of them have looked.
    List<RawClient> others = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      others.add(ask("/endless"));
    }

    awaitStalled(others.size());

    // RFC 6455 section 5: a text of two letters, masked with zeros, and its echo.
    socket.send(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'});
    assertThat(socket.in().readNBytes(4)).containsExactly(0x81, 2, 'h', 'i');
    assertThat(http2.get(3, "/other").frame(RawHttp2.HEADERS).stream()).isEqualTo(3);
    assertThat(quietStreams()).isEqualTo(2);
    http2.close();
  }

  @Test
  void aStreamWhoseClientAllowsNothingIsReset() throws Exception {
    await().atMost(SOON).until(() -> gateway.get("/large").cacheStatus().contains("hit"));
    try (RawHttp2 client = new RawHttp2(gateway.edges.port())) {
      // SETTINGS_INITIAL_WINDOW_SIZE = 0
      client.send(RawHttp2.SETTINGS, 0, 0, 0, 4, 0, 0, 0, 0);
      client.get(1, "/other");
      client.send(RawHttp2.WINDOW_UPDATE, 0, 1, 0, 0, 0, 5);
      RawHttp2.Frame content = client.frame(RawHttp2.DATA);
      assertThat(content.stream()).isEqualTo(1);
      assertThat(content.payload().toString()).isEqualTo("hello");
      client.get(3, "/large");
      client.get(5, "/endless");

      awaitStalled(2);

      RawHttp2.Frame first = client.frame(RawHttp2.RST_STREAM);
      RawHttp2.Frame second = client.frame(RawHttp2.RST_STREAM);
      assertThat(List.of(first.stream(), second.stream())).containsExactlyInAnyOrder(3, 5);
      assertThat(List.of(first.error(), second.error())).containsOnly(11);
      await().atMost(SOON).until(() -> cut.get() == 1);
      // The connection has others, which go on.
      client.get(7, "/other");
      client.send(RawHttp2.WINDOW_UPDATE, 0, 7, 0, 0, 0, 5);
      assertThat(client.frame(RawHttp2.DATA).stream()).isEqualTo(7);
    }
  }

  @Test
  void aConnectionOnWhichNothingIsAllowedLosesItsStreams() throws Exception {
    try (RawHttp2 client = new RawHttp2(gateway.edges.port())) {
      client.get(1, "/endless");
      client.get(3, "/endless");
      for (int taken = 0; taken < 65_535; ) {
        taken += client.frame(RawHttp2.DATA).payload().length();
      }
      // Room of a stream is of no use without any of the connection.
      client.send(RawHttp2.WINDOW_UPDATE, 0, 1, 0, 1, 0, 0);

      awaitStalled(2);

      await().atMost(SOON).until(() -> cut.get() == 2);
    }
  }

  @Test
  void aStreamWhoseClientAllowsLittleIsServedForAsLongAsItTakes() throws Exception {
    try (RawHttp2 client = new RawHttp2(gateway.edges.port())) {
      client.send(RawHttp2.SETTINGS, 0, 0, 0, 4, 0, 0, 0, 0);
      client.get(1, "/endless");
      for (int i = 0; i < 20; i++) {
        gateway.edges.pass(MOST);
        client.send(RawHttp2.WINDOW_UPDATE, 0, 1, 0, 0, 0, 1);
        assertThat(client.frame(RawHttp2.DATA).payload().length()).isEqualTo(1);
      }
      assertThat(stalled()).isZero();

      awaitStalled(1);
    }
  }
}
