package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.core.region.RegionId;
import io.atoll.edge.http.WebSocketHandshake;
import io.atoll.edge.peer.Peer;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets on their way through an edge, byte by byte: the test is both their ends. */
class WebSocketTest {
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  private static final String NEXT = "GET /next HTTP/1.1\r\nhost: shop.test\r\n\r\n";
  private static final Duration SOON = Duration.ofSeconds(20);

  private ServerSocket upstream;
  private TestEdges edges;

  @BeforeEach
  void start() throws Exception {
    upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    upstream.setSoTimeout((int) SOON.toMillis());
    edges = edges("");
  }

  private TestEdges edges(String more) throws Exception {
    // Only what a test is about may end a connection.
    return new TestEdges(
        TestEdges.patient(),
        TestGateway.config(upstream.getLocalPort(), more),
        Access.loopbackOnly(),
        1);
  }

  @AfterEach
  void stop() throws Exception {
    edges.close();
    upstream.close();
  }

  private static String handshake(String... more) {
    return "GET /chat?room=1 HTTP/1.1\r\nhost: shop.test\r\nconnection: keep-alive, Upgrade\r\n"
        + "upgrade: WebSocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: "
        + KEY
        + "\r\n"
        + String.join("", more)
        + "\r\n";
  }

  private static String switching(String accept) {
    return "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
        + "sec-websocket-accept: "
        + accept
        + "\r\n\r\n";
  }

  private RawClient accepted() throws IOException {
    return new RawClient(upstream.accept());
  }

  /** Two ends between which bytes pass. */
  private record Joined(RawClient client, RawClient server) {}

  private Joined join(TestEdges through) throws IOException {
    RawClient client = new RawClient(through.port()).send(handshake());
    RawClient server = accepted();
    server.head();
    server.send(switching(ACCEPT));
    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    return new Joined(client, server);
  }

  private double handshakes(String outcome) {
    return edges.meters.counter("atoll_edge_websocket_handshakes", "outcome", outcome).count();
  }

  private double joinedNow() {
    return edges.meters.get("atoll_edge_websockets").gauge().value();
  }

  @Test
  void aHandshakeGoesEndToEndAndBytesPassBothWays() throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send(
        handshake(
            "sec-websocket-protocol: chat.v2, chat.v1\r\n",
            "sec-websocket-extensions: permessage-deflate\r\n",
            "x-forwarded-for: 8.8.8.8\r\n",
            "origin: http://shop.test\r\n"));
    RawClient server = accepted();
    assertThat(server.head())
        .startsWith("GET /chat?room=1 HTTP/1.1\r\n")
        .containsIgnoringCase("connection: upgrade\r\n")
        .contains(
            "upgrade: websocket\r\n",
            "sec-websocket-key: " + KEY + "\r\n",
            "sec-websocket-version: 13\r\n",
            "sec-websocket-protocol: chat.v2, chat.v1\r\n",
            "sec-websocket-extensions: permessage-deflate\r\n",
            "origin: http://shop.test\r\n",
            "x-forwarded-for: 127.0.0.1\r\n")
        .doesNotContain("8.8.8.8", "keep-alive");
    server.send(
        switching(ACCEPT)
            .replace(
                "\r\n\r\n",
                "\r\nsec-websocket-protocol: chat.v1\r\ncontent-length: 7\r\nkeep-alive: 5\r\n\r\n"));

    assertThat(client.head())
        .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
        .containsIgnoringCase("connection: upgrade\r\n")
        .contains(
            "upgrade: websocket\r\n",
            "sec-websocket-accept: " + ACCEPT + "\r\n",
            "sec-websocket-protocol: chat.v1\r\n",
            "atoll-region: us-east\r\n",
            "cache-status: atoll; fwd=bypass; fwd-status=101\r\n")
        .doesNotContain("content-length", "keep-alive");
    client.send("\u0081\u0085to the server");
    assertThat(server.bytes(15)).endsWith("to the server");
    server.send("to the client");
    assertThat(client.bytes(13)).isEqualTo("to the client");
    assertThat(joinedNow()).isEqualTo(1);
    assertThat(handshakes("joined")).isEqualTo(1);
    assertThat(routeRequests("pass")).isEqualTo(1);
    server.close();
    assertThat(client.rest()).isEmpty();
    client.close();
    await().atMost(SOON).until(() -> joinedNow() == 0);
    assertThat(bytesTo("client")).isEqualTo(13);
    assertThat(bytesTo("upstream")).isEqualTo(15);
  }

  private double routeRequests(String outcome) {
    return edges
        .meters
        .counter("atoll_edge_route_requests", "route", "shop.test", "outcome", outcome)
        .count();
  }

  private double bytesTo(String whom) {
    return edges.meters.counter("atoll_edge_websocket_bytes", "to", whom).count();
  }

  @Test
  void theAcceptOfTheStandardsExampleIsRight() {
    assertThat(WebSocketHandshake.accept(KEY)).isEqualTo(ACCEPT);
  }

  @Test
  void bytesThatComeWithTheHandshakesAreNotLost() throws Exception {
    RawClient client = new RawClient(edges.port()).send(handshake() + "early question");
    RawClient server = accepted();
    server.head();
    server.send("HTTP/1.1 103 Early Hints\r\n\r\n" + switching(ACCEPT) + "early answer");

    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    assertThat(client.bytes(12)).isEqualTo("early answer");
    assertThat(server.bytes(14)).isEqualTo("early question");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno",
        "HTTP/1.1 426 Upgrade Required\r\nsec-websocket-version: 13\r\ncontent-length: 2\r\n\r\nno",
        "HTTP/1.1 200 OK\r\ncache-control: max-age=60\r\ncontent-length: 2\r\n\r\nno",
        "HTTP/1.1 200 OK\r\nsec-websocket-accept: " + ACCEPT + "\r\ncontent-length: 2\r\n\r\nno",
      })
  void anyOtherAnswerIsPassedOnAndHttpGoesOn(String answer) throws Exception {
    RawClient client = new RawClient(edges.port()).send(handshake() + NEXT);
    RawClient server = accepted();
    server.head();
    server.send(answer);

    assertThat(client.head())
        .startsWith(answer.substring(0, answer.indexOf("\r\n")))
        .contains("cache-status: atoll; fwd=bypass");
    assertThat(client.bytes(2)).isEqualTo("no");
    // What was sent behind the handshake is a request of its own, on another connection.
    assertThat(server.endsByItself()).isTrue();
    RawClient next = accepted();
    assertThat(next.head()).startsWith("GET /next HTTP/1.1\r\n").doesNotContain("websocket");
    next.send("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nplain");
    assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    assertThat(client.bytes(5)).isEqualTo("plain");
    // And nothing was stored.
    RawClient again = new RawClient(edges.port());
    again.send("GET /chat?room=1 HTTP/1.1\r\nhost: shop.test\r\n\r\n");
    assertThat(accepted().head()).startsWith("GET /chat?room=1 ");
    assertThat(handshakes("declined")).isEqualTo(1);
    assertThat(joinedNow()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sec-websocket-accept: c3BzcHNwc3BzcHNwc3BzcHNwc3A=",
        "sec-websocket-accept: " + ACCEPT + "\r\nsec-websocket-accept: " + ACCEPT,
        "x-nothing: 1",
      })
  void a101ToAnotherHandshakeIsA502AndNoTunnel(String field) throws Exception {
    RawClient client = new RawClient(edges.port()).send(handshake() + NEXT);
    RawClient server = accepted();
    server.head();
    server.send(switching(ACCEPT).replace("sec-websocket-accept: " + ACCEPT, field) + "smuggled");

    assertBadGateway(client, server);
  }

  @ParameterizedTest
  @ValueSource(strings = {"upgrade: h2c", "upgrade: websocket, h2c", "x-none: 1"})
  void a101ToAnotherProtocolIsA502AndNoTunnel(String field) throws Exception {
    RawClient client = new RawClient(edges.port()).send(handshake() + NEXT);
    RawClient server = accepted();
    server.head();
    server.send(switching(ACCEPT).replace("upgrade: websocket", field) + "smuggled");

    assertBadGateway(client, server);
  }

  private void assertBadGateway(RawClient client, RawClient server) throws IOException {
    String head = client.head();
    assertThat(head).startsWith("HTTP/1.1 502 ");
    assertThat(client.bytes(contentLength(head))).contains("not to this handshake");
    assertThat(server.endsByItself()).isTrue();
    RawClient next = accepted();
    assertThat(next.head()).startsWith("GET /next HTTP/1.1\r\n");
    next.send("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nplain");
    assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    assertThat(client.bytes(5)).isEqualTo("plain");
    assertThat(handshakes("failed")).isEqualTo(1);
    assertThat(routeRequests("error")).isEqualTo(1);
  }

  private static int contentLength(String head) {
    String after = head.substring(head.indexOf("content-length: ") + "content-length: ".length());
    return Integer.parseInt(after.substring(0, after.indexOf("\r\n")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connection: upgrade\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n",
        "connection: upgrade\r\nupgrade: TLS/1.0, websockets\r\n",
        "connection: close\r\nupgrade: websocket\r\nsec-websocket-key: " + KEY + "\r\n",
      })
  void noOtherUpgradeIsPassedOn(String fields) throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send("GET /a HTTP/1.1\r\nhost: shop.test\r\n" + fields + "\r\n");
    RawClient server = accepted();

    assertThat(server.head()).doesNotContain("upgrade:", "Upgrade:");
    server.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    assertThat(client.head()).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-length: 5\r\n\r\nhello",
        "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "sec-websocket-key: " + KEY + "\r\n\r\n",
      })
  void aHandshakeWithABodyOrTwoKeysIsRefusedAndNothingForwarded(String rest) throws Exception {
    String handshake = handshake();
    RawClient client = new RawClient(edges.port());
    client.send(handshake.substring(0, handshake.length() - 2) + rest);

    assertThat(client.head()).startsWith("HTTP/1.1 400 ");
    assertThat(client.endsByItself()).isTrue();
    assertThat(handshakes("bad")).isEqualTo(1);
    assertThat(handshakes("failed")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "dGhlIHNhbXBsZSBub25jZQ", "%%%%"})
  void aHandshakeWithoutAGoodKeyIsRefused(String key) throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send(handshake().replace(KEY, key));

    assertThat(client.head()).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void aHandshakeOfHttp10IsNone() throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send(handshake().replace("HTTP/1.1", "HTTP/1.0"));

    assertThat(accepted().head()).doesNotContain("upgrade: websocket");
  }

  @Test
  void whatTheUpstreamSaidLastArrivesBeforeTheEnd() throws Exception {
    Joined joined = join(edges);
    String last = "x".repeat(1 << 20);

    Thread.ofVirtual()
        .start(() -> {
          try {
            joined.server.send(last).close();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });

    assertThat(joined.client.rest()).isEqualTo(last);
    joined.client.close();
    await().atMost(SOON).until(() -> joinedNow() == 0);
  }

  @Test
  void aClientThatHasSaidAllStillHears() throws Exception {
    Joined joined = join(edges);

    joined.client.send("last words").endOutput();

    assertThat(joined.server.rest()).isEqualTo("last words");
    joined.server.send("an answer").close();
    assertThat(joined.client.rest()).isEqualTo("an answer");
    await().atMost(SOON).until(() -> joinedNow() == 0);
  }

  @Test
  void anUpstreamThatHasSaidAllStillHears() throws Exception {
    Joined joined = join(edges);

    joined.server.send("last words").endOutput();

    assertThat(joined.client.rest()).isEqualTo("last words");
    joined.client.send("an answer").close();
    assertThat(joined.server.rest()).isEqualTo("an answer");
    await().atMost(SOON).until(() -> joinedNow() == 0);
  }

  @Test
  void aClientThatIsGoneEndsTheUpstreamsConnection() throws Exception {
    Joined joined = join(edges);

    joined.client.reset();

    assertThat(joined.server.endsByItself()).isTrue();
    await().atMost(SOON).until(() -> joinedNow() == 0);
  }

  @Test
  void aClientThatGoesDuringTheHandshakeLeavesNothingBehind() throws Exception {
    RawClient client = new RawClient(edges.port()).send(handshake());
    RawClient server = accepted();
    server.head();
    client.reset();
    await()
        .atMost(SOON)
        .until(() -> edges.meters.get("atoll_edge_connections").gauge().value() == 0);

    server.send(switching(ACCEPT) + "to nobody");

    assertThat(server.endsByItself()).isTrue();
    assertThat(joinedNow()).isZero();
  }

  /** Without the bound, everything would be in the edge's memory before the client reads any. */
  @Test
  void aSlowReaderSlowsItsUpstreamDown() throws Exception {
    Joined joined = join(edges);
    long all = 200L << 20;
    AtomicLong sent = new AtomicLong();
    Thread.ofVirtual()
        .start(() -> {
          byte[] chunk = new byte[64 << 10];
          try {
            while (sent.get() < all) {
              joined.server.send(chunk);
              sent.addAndGet(chunk.length);
            }
            joined.server.close();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    AtomicLong before = new AtomicLong(-1);
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> before.getAndSet(sent.get()) == sent.get());

    // What the kernel holds for four sockets, and less than a mebibyte of ours.
    assertThat(sent.get()).isLessThan(64L << 20);
    InputStream in = joined.client.in();
    long received = 0;
    byte[] buffer = new byte[1 << 20];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      received += read;
    }
    assertThat(received).isEqualTo(all);
  }

  @Test
  void oneInWhichNothingIsSaidIsEnded() throws Exception {
    TestEdges impatient = edges("websockets: {idle-max: 1s}\n");
    Joined joined = join(impatient);

    assertThat(joined.client.endsByItself()).isTrue();
    assertThat(joined.server.endsByItself()).isTrue();
    impatient.close();
  }

  @Test
  void moreThanAllowedAreRefusedAndOneThatEndsMakesRoom() throws Exception {
    TestEdges small = edges("websockets: {connections-max: 1}\n");
    Joined joined = join(small);
    RawClient refused = new RawClient(small.port()).send(handshake());

    assertThat(refused.head()).startsWith("HTTP/1.1 503 ").contains("retry-after: 1");

    joined.client.close();
    joined.server.close();
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .until(() -> {
          RawClient next = new RawClient(small.port()).send(handshake() + "x");
          if (next.head().startsWith("HTTP/1.1 503")) {
            next.close();
            return false;
          }
          return true;
        });
    small.close();
  }

  @Test
  void anUpstreamThatSaysNothingIsGivenUp() throws Exception {
    RawClient client = new RawClient(edges.port()).send(handshake());
    RawClient server = accepted();

    assertThat(client.head()).startsWith("HTTP/1.1 504 ");
    assertThat(server.endsByItself()).isTrue();
  }

  @Test
  void anotherRegionIsAskedWhenTheUpstreamsAreDown() throws Exception {
    int nobody;
    try (ServerSocket closed = new ServerSocket(0)) {
      nobody = closed.getLocalPort();
    }
    TestEdges here =
        new TestEdges(
            "eu-west",
            TestEdges.limits(),
            TestGateway.config(nobody, ""),
            Access.loopbackOnly(),
            1,
            List.of(
                new Peer(
                    RegionId.of("us-east"), List.of(new HostPort("127.0.0.1", edges.port())))));
    RawClient client = new RawClient(here.port()).send(handshake());
    RawClient server = accepted();
    assertThat(server.head()).contains("atoll-peer: eu-west\r\n");
    server.send(switching(ACCEPT) + "from afar");

    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    assertThat(client.bytes(9)).isEqualTo("from afar");
    here.close();
  }

  @Test
  void aStopLetsThemGoOnForAWhileAndThenEndsThem() throws Exception {
    TestEdges stopping = edges("");
    Joined joined = join(stopping);

    Future<Void> stopped = stopping.node(1).stop();

    joined.client.send("still there?");
    assertThat(joined.server.bytes(12)).isEqualTo("still there?");
    assertThat(joined.client.endsByItself()).isTrue();
    assertThat(joined.server.endsByItself()).isTrue();
    TestEdges.await(stopped);
    TestEdges.await(stopping.vertx.close());
  }

  /** RFC 8441, which the edge does not announce. */
  @Test
  void overHttp2ThereAreNone() throws Exception {
    try (RawHttp2 raw = new RawHttp2(edges.port())) {
      raw.send(
          RawHttp2.HEADERS,
          RawHttp2.END_HEADERS,
          1,
          RawHttp2.fields(
              ":method",
              "CONNECT",
              ":protocol",
              "websocket",
              ":scheme",
              "http",
              ":path",
              "/chat",
              ":authority",
              "shop.test",
              "sec-websocket-version",
              "13"));

      RawHttp2.Frame answer = raw.frame();
      while (answer.type() == RawHttp2.SETTINGS || answer.stream() == 0) {
        answer = raw.frame();
      }
      assertThat(answer.type()).isIn(RawHttp2.HEADERS, RawHttp2.RST_STREAM);
      assertThat(answer.is200()).isFalse();
      // The connection is as good as before.
      raw.get(3, "/a");
      RawClient server = accepted();
      server.head();
      server.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      RawHttp2.Frame next = raw.frame(RawHttp2.HEADERS);
      while (next.stream() != 3) {
        next = raw.frame(RawHttp2.HEADERS);
      }
      assertThat(next.is200()).isTrue();
    }
  }
}
