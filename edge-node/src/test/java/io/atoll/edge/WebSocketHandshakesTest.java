package io.atoll.edge;

import static io.atoll.edge.WebSocketEnds.ACCEPT;
import static io.atoll.edge.WebSocketEnds.KEY;
import static io.atoll.edge.WebSocketEnds.SOON;
import static io.atoll.edge.WebSocketEnds.handshake;
import static io.atoll.edge.WebSocketEnds.switching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.core.region.RegionId;
import io.atoll.edge.http.WebSocketHandshake;
import io.atoll.edge.peer.Peer;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.net.HostPort;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes of WebSockets on their way through an edge, and what else is answered to them. */
class WebSocketHandshakesTest {
  private static final String NEXT = "GET /next HTTP/1.1\r\nhost: shop.test\r\n\r\n";

  private WebSocketEnds ends;

  @BeforeEach
  void start() throws Exception {
    ends = new WebSocketEnds();
  }

  @AfterEach
  void stop() throws Exception {
    ends.close();
  }

  @Test
  void aHandshakeGoesEndToEndAndBytesPassBothWays() throws Exception {
    RawClient client = new RawClient(ends.edges.port());
    client.send(
        handshake(
            "sec-websocket-protocol: chat.v2, chat.v1\r\n",
            "sec-websocket-extensions: permessage-deflate\r\n",
            "x-forwarded-for: 8.8.8.8\r\n",
            "origin: http://shop.test\r\n"));
    RawClient server = ends.accepted();
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
    assertThat(ends.joinedNow()).isEqualTo(1);
    assertThat(ends.handshakes("joined")).isEqualTo(1);
    assertThat(routeRequests("pass")).isEqualTo(1);
    server.close();
    assertThat(client.rest()).isEmpty();
    client.close();
    await().atMost(SOON).until(() -> ends.joinedNow() == 0);
    assertThat(bytesTo("client")).isEqualTo(13);
    assertThat(bytesTo("upstream")).isEqualTo(15);
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
    RawClient client = new RawClient(ends.edges.port()).send(handshake() + NEXT);
    RawClient server = ends.accepted();
    server.head();
    server.send(answer);

    assertThat(client.head())
        .startsWith(answer.substring(0, answer.indexOf("\r\n")))
        .contains("cache-status: atoll; fwd=bypass");
    assertThat(client.bytes(2)).isEqualTo("no");
    // What was sent behind the handshake is a request of its own, on another connection.
    assertThat(server.endsByItself()).isTrue();
    RawClient next = ends.accepted();
    assertThat(next.head()).startsWith("GET /next HTTP/1.1\r\n").doesNotContain("websocket");
    next.send("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nplain");
    assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    assertThat(client.bytes(5)).isEqualTo("plain");
    // And nothing was stored.
    RawClient again = new RawClient(ends.edges.port());
    again.send("GET /chat?room=1 HTTP/1.1\r\nhost: shop.test\r\n\r\n");
    assertThat(ends.accepted().head()).startsWith("GET /chat?room=1 ");
    assertThat(ends.handshakes("declined")).isEqualTo(1);
    assertThat(ends.joinedNow()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sec-websocket-accept: c3BzcHNwc3BzcHNwc3BzcHNwc3A=",
        "sec-websocket-accept: " + ACCEPT + "\r\nsec-websocket-accept: " + ACCEPT,
        "x-nothing: 1",
      })
  void a101ToAnotherHandshakeIsA502AndNoTunnel(String field) throws Exception {
    RawClient client = new RawClient(ends.edges.port()).send(handshake() + NEXT);
    RawClient server = ends.accepted();
    server.head();
    server.send(switching(ACCEPT).replace("sec-websocket-accept: " + ACCEPT, field) + "smuggled");

    assertBadGateway(client, server);
  }

  @ParameterizedTest
  @ValueSource(strings = {"upgrade: h2c", "upgrade: websocket, h2c", "x-none: 1"})
  void a101ToAnotherProtocolIsA502AndNoTunnel(String field) throws Exception {
    RawClient client = new RawClient(ends.edges.port()).send(handshake() + NEXT);
    RawClient server = ends.accepted();
    server.head();
    server.send(switching(ACCEPT).replace("upgrade: websocket", field) + "smuggled");

    assertBadGateway(client, server);
  }

  private void assertBadGateway(RawClient client, RawClient server) throws IOException {
    String head = client.head();
    assertThat(head).startsWith("HTTP/1.1 502 ");
    assertThat(client.bytes(contentLength(head))).contains("not to this handshake");
    assertThat(server.endsByItself()).isTrue();
    RawClient next = ends.accepted();
    assertThat(next.head()).startsWith("GET /next HTTP/1.1\r\n");
    next.send("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nplain");
    assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    assertThat(client.bytes(5)).isEqualTo("plain");
    assertThat(ends.handshakes("failed")).isEqualTo(1);
    assertThat(routeRequests("error")).isEqualTo(1);
  }

  private static int contentLength(String head) {
    String after = head.substring(head.indexOf("content-length: ") + "content-length: ".length());
    return Integer.parseInt(after.substring(0, after.indexOf("\r\n")));
  }

  private double routeRequests(String outcome) {
    return ends.edges
        .meters
        .counter("atoll_edge_route_requests", "route", "shop.test", "outcome", outcome)
        .count();
  }

  private double bytesTo(String whom) {
    return ends.edges.meters.counter("atoll_edge_websocket_bytes", "to", whom).count();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connection: upgrade\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n",
        "connection: upgrade\r\nupgrade: TLS/1.0, websockets\r\n",
        "connection: close\r\nupgrade: websocket\r\nsec-websocket-key: " + KEY + "\r\n",
      })
  void noOtherUpgradeIsPassedOn(String fields) throws Exception {
    RawClient client = new RawClient(ends.edges.port());
    client.send("GET /a HTTP/1.1\r\nhost: shop.test\r\n" + fields + "\r\n");
    RawClient server = ends.accepted();

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
    RawClient client = new RawClient(ends.edges.port());
    client.send(handshake.substring(0, handshake.length() - 2) + rest);

    assertThat(client.head()).startsWith("HTTP/1.1 400 ");
    assertThat(client.endsByItself()).isTrue();
    assertThat(ends.handshakes("bad")).isEqualTo(1);
    assertThat(ends.handshakes("failed")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "dGhlIHNhbXBsZSBub25jZQ", "%%%%"})
  void aHandshakeWithoutAGoodKeyIsRefused(String key) throws Exception {
    RawClient client = new RawClient(ends.edges.port());
    client.send(handshake().replace(KEY, key));

    assertThat(client.head()).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void aHandshakeOfHttp10IsNone() throws Exception {
    RawClient client = new RawClient(ends.edges.port());
    client.send(handshake().replace("HTTP/1.1", "HTTP/1.0"));

    assertThat(ends.accepted().head()).doesNotContain("upgrade: websocket");
  }

  @Test
  void theAcceptOfTheStandardsExampleIsRight() {
    assertThat(WebSocketHandshake.accept(KEY)).isEqualTo(ACCEPT);
  }

  /** RFC 8441, which the edge does not announce. */
  @Test
  void overHttp2ThereAreNone() throws Exception {
    try (RawHttp2 raw = new RawHttp2(ends.edges.port())) {
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
      RawClient server = ends.accepted();
      server.head();
      server.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      RawHttp2.Frame next = raw.frame(RawHttp2.HEADERS);
      while (next.stream() != 3) {
        next = raw.frame(RawHttp2.HEADERS);
      }
      assertThat(next.is200()).isTrue();
    }
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
                    RegionId.of("us-east"),
                    List.of(new HostPort("127.0.0.1", ends.edges.port())))));
    RawClient client = new RawClient(here.port()).send(handshake());
    RawClient server = ends.accepted();
    assertThat(server.head()).contains("atoll-peer: eu-west\r\n");
    server.send(switching(ACCEPT) + "from afar");

    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    assertThat(client.bytes(9)).isEqualTo("from afar");
    here.close();
  }
}
