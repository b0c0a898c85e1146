package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.TestGateway.Answer;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stored answers that are too large to be sent at once. */
class LargeAnswersTest {
  private TestGateway gateway;
  private final List<Socket> slow = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway("bytes-max: 64MiB\nobject-bytes-max: 16MiB\nwait-max: 30s\n");
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : slow) {
      socket.close();
    }
    gateway.close();
  }

  private static String text(int length) {
    StringBuilder text = new StringBuilder(length + 16);
    for (int i = 0; text.length() < length; i++) {
      text.append(i).append(' ');
    }
    return text.substring(0, length);
  }

  /** Asks, and reads nothing. */
  private void ask(String path) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4 << 10);
    socket.connect(
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), gateway.edges.node(1).address().port()));
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: shop.test\r\n\r\n"
                .formatted(path)
                .getBytes(StandardCharsets.US_ASCII));
    slow.add(socket);
  }

  private double gauge(String name) {
    return gateway.edges.meters.get(name).gauge().value();
  }

  @Test
  void clientsThatDoNotReadAStoredAnswerHaveLittleOfIt() throws Exception {
    int length = 12_000_000;
    gateway.upstream.answer = TestUpstream.says(text(length), "cache-control", "max-age=60");
    gateway.get("/large");
    assertThat(gateway.get("/large").cacheStatus()).contains("hit");

    long before = PlatformDependent.usedDirectMemory();
    int count = 10;
    for (int i = 0; i < count; i++) {
      ask("/large");
    }
    for (Socket socket : slow) {
      Awaitility.await().until(() -> socket.getInputStream().available() > 0);
    }
    // Beside what the kernel has of it, which is not ours.
    assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(2L * length);
  }

  @Test
  void aStoredAnswerIsWholeInPiecesAndInPartsOverBothVersions() throws Exception {
    String body = text(1_000_000);
    gateway.upstream.answer =
        TestUpstream.says(body, "cache-control", "max-age=60", "content-type", "text/x");
    gateway.get("/large");
    Answer whole = gateway.get("/large");
    assertThat(whole.cacheStatus()).contains("hit");
    assertThat(whole.body()).isEqualTo(body);
    assertThat(gateway.get("/large", "range", "bytes=100000-899999").body())
        .isEqualTo(body.substring(100_000, 900_000));
    String parts = gateway.get("/large", "range", "bytes=0-199999,500000-699999").body();
    assertThat(parts)
        .contains("\r\n\r\n" + body.substring(0, 200_000) + "\r\n--")
        .contains("\r\n\r\n" + body.substring(500_000, 700_000) + "\r\n--")
        .endsWith("--\r\n");
  }

  @Test
  void oneThatHasNoRoomToStayInMemoryIsAskedForAgain() throws Exception {
    String large = text(10_000_000);
    gateway.upstream.answer = TestUpstream.says(large, "cache-control", "max-age=60");
    gateway.get("/large");
    assertThat(gateway.get("/large").cacheStatus()).contains("hit");
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    String half = text(4_000_000);
    gateway.upstream.answer =
        request -> {
          request.response().putHeader("cache-control", "max-age=60");
          request.response().putHeader("content-length", "" + 2 * half.length());
          request.response().write(half);
          held.add(request);
        };
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      answers.add(gateway.begin(1, "GET", "/slow/" + i, ""));
    }
    Awaitility.await().until(() -> held.size() == answers.size());
    Awaitility.await().until(() -> gauge("atoll_edge_pages_under_way_bytes") >= 8_000_000);

    gateway.upstream.answer = TestUpstream.says("anew", "cache-control", "max-age=60");
    Answer answer = gateway.get("/large");
    assertThat(answer.cacheStatus()).contains("fwd=bypass").contains("no-room");
    assertThat(answer.body()).isEqualTo("anew");
    held.forEach(request -> request.response().end(Buffer.buffer(half)));
    for (Future<Answer> each : answers) {
      assertThat(TestEdges.await(each).body()).isEqualTo(half + half);
    }
    Awaitility.await().until(() -> gauge("atoll_edge_pages_under_way_bytes") == 0);
    assertThat(gateway.get("/large").body()).isEqualTo(large);
  }

  @Test
  void oneThatWaitsForItsClientHoldsNoOtherStreamBack() throws Exception {
    gateway.upstream.answer =
        request ->
            TestUpstream.says(
                    "/small".equals(request.path()) ? "small" : text(1_000_000),
                    "cache-control",
                    "max-age=60")
                .handle(request);
    gateway.get("/small");
    Awaitility.await()
        .until(() -> {
          gateway.get("/large");
          return gauge("atoll_edge_pages_outside_bytes") > 0;
        });
    try (RawHttp2 client = new RawHttp2(gateway.edges.port())) {
      // SETTINGS_INITIAL_WINDOW_SIZE = 0
      client.send(RawHttp2.SETTINGS, 0, 0, 0, 4, 0, 0, 0, 0);
      client.get(1, "/large");
      client.get(3, "/small");
      client.send(RawHttp2.WINDOW_UPDATE, 0, 3, 0, 0, 0, 5);
      RawHttp2.Frame content = client.frame(RawHttp2.DATA);
      assertThat(content.stream()).isEqualTo(3);
      assertThat(content.payload().toString()).isEqualTo("small");
    }
  }
}
