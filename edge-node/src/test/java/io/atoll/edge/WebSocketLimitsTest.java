package io.atoll.edge;

import static io.atoll.edge.WebSocketEnds.ACCEPT;
import static io.atoll.edge.WebSocketEnds.SOON;
import static io.atoll.edge.WebSocketEnds.handshake;
import static io.atoll.edge.WebSocketEnds.switching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.edge.WebSocketEnds.Joined;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long WebSockets last, and how many there may be. */
class WebSocketLimitsTest {
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
  void aClientThatGoesDuringTheHandshakeLeavesNothingBehind() throws Exception {
    RawClient client = new RawClient(ends.edges.port()).send(handshake());
    RawClient server = ends.accepted();
    server.head();
    client.reset();
    await()
        .atMost(SOON)
        .until(() -> ends.edges.meters.get("atoll_edge_connections").gauge().value() == 0);

    server.send(switching(ACCEPT) + "to nobody");

    assertThat(server.endsByItself()).isTrue();
    assertThat(ends.joinedNow()).isZero();
  }

  @Test
  void oneInWhichNothingIsSaidIsEnded() throws Exception {
    TestEdges impatient = ends.edges("websockets: {idle-max: 1s}\n");
    Joined joined = ends.join(impatient);

    assertThat(joined.client().endsByItself()).isTrue();
    assertThat(joined.server().endsByItself()).isTrue();
    impatient.close();
  }

  @Test
  void moreThanAllowedAreRefusedAndOneThatEndsMakesRoom() throws Exception {
    TestEdges small = ends.edges("websockets: {connections-max: 1}\n");
    Joined joined = ends.join(small);
    RawClient refused = new RawClient(small.port()).send(handshake());

    assertThat(refused.head()).startsWith("HTTP/1.1 503 ").contains("retry-after: 1");

    joined.client().close();
    joined.server().close();
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
    RawClient client = new RawClient(ends.edges.port()).send(handshake());
    RawClient server = ends.accepted();

    assertThat(client.head()).startsWith("HTTP/1.1 504 ");
    assertThat(server.endsByItself()).isTrue();
  }

  @Test
  void aStopLetsThemGoOnForAWhileAndThenEndsThem() throws Exception {
    TestEdges stopping = ends.edges("");
    Joined joined = ends.join(stopping);

    Future<Void> stopped = stopping.node(1).stop();

    joined.client().send("still there?");
    assertThat(joined.server().bytes(12)).isEqualTo("still there?");
    assertThat(joined.client().endsByItself()).isTrue();
    assertThat(joined.server().endsByItself()).isTrue();
    TestEdges.await(stopped);
    TestEdges.await(stopping.vertx.close());
  }
}
