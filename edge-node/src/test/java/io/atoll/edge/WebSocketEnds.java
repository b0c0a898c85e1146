package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.runtime.access.Access;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

/**
 * An edge and both ends of the WebSockets that pass through it, for a test to speak byte by byte.
 */
final class WebSocketEnds {
  /** Of RFC 6455 section 1.3, and what answers it. */
  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  static final Duration SOON = Duration.ofSeconds(20);

  private final ServerSocket upstream;
  final TestEdges edges;

  WebSocketEnds() throws Exception {
    upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    upstream.setSoTimeout((int) SOON.toMillis());
    edges = edges("");
  }

  /** Other edges of the same upstream, with more lines of config under {@code http}. */
  TestEdges edges(String more) throws Exception {
    // Only what a test is about may end a connection.
    return new TestEdges(
        TestEdges.patient(),
        TestGateway.config(upstream.getLocalPort(), more),
        Access.loopbackOnly(),
        1);
  }

  void close() throws Exception {
    edges.close();
    upstream.close();
  }

  static String handshake(String... more) {
    return "GET /chat?room=1 HTTP/1.1\r\nhost: shop.test\r\nconnection: keep-alive, Upgrade\r\n"
        + "upgrade: WebSocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: "
        + KEY
        + "\r\n"
        + String.join("", more)
        + "\r\n";
  }

  static String switching(String accept) {
    return "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
        + "sec-websocket-accept: "
        + accept
        + "\r\n\r\n";
  }

  RawClient accepted() throws IOException {
    return new RawClient(upstream.accept());
  }

  /** Two ends between which bytes pass. */
  record Joined(RawClient client, RawClient server) {}

  Joined join(TestEdges through) throws IOException {
    RawClient client = new RawClient(through.port()).send(handshake());
    RawClient server = accepted();
    server.head();
    server.send(switching(ACCEPT));
    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    return new Joined(client, server);
  }

  double handshakes(String outcome) {
    return edges.meters.counter("atoll_edge_websocket_handshakes", "outcome", outcome).count();
  }

  double joinedNow() {
    return edges.meters.get("atoll_edge_websockets").gauge().value();
  }
}
