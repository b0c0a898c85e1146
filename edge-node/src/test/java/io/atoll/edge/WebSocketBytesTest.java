package io.atoll.edge;

import static io.atoll.edge.WebSocketEnds.ACCEPT;
import static io.atoll.edge.WebSocketEnds.SOON;
import static io.atoll.edge.WebSocketEnds.handshake;
import static io.atoll.edge.WebSocketEnds.switching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.edge.WebSocketEnds.Joined;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What passes through an edge once both sides have agreed on a WebSocket. */
class WebSocketBytesTest {
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
  void bytesThatComeWithTheHandshakesAreNotLost() throws Exception {
    RawClient client = new RawClient(ends.edges.port()).send(handshake() + "early question");
    RawClient server = ends.accepted();
    server.head();
    server.send("HTTP/1.1 103 Early Hints\r\n\r\n" + switching(ACCEPT) + "early answer");

    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    assertThat(client.bytes(12)).isEqualTo("early answer");
    assertThat(server.bytes(14)).isEqualTo("early question");
  }

  @Test
  void whatTheUpstreamSaidLastArrivesBeforeTheEnd() throws Exception {
    Joined joined = ends.join(ends.edges);
    String last = "x".repeat(1 << 20);

    Thread.ofVirtual()
        .start(() -> {
          try {
            joined.server().send(last).close();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });

    assertThat(joined.client().rest()).isEqualTo(last);
    joined.client().close();
    await().atMost(SOON).until(() -> ends.joinedNow() == 0);
  }

  @Test
  void aClientThatHasSaidAllStillHears() throws Exception {
    Joined joined = ends.join(ends.edges);

    joined.client().send("last words").endOutput();

    assertThat(joined.server().rest()).isEqualTo("last words");
    joined.server().send("an answer").close();
    assertThat(joined.client().rest()).isEqualTo("an answer");
    await().atMost(SOON).until(() -> ends.joinedNow() == 0);
  }

  @Test
  void anUpstreamThatHasSaidAllStillHears() throws Exception {
    Joined joined = ends.join(ends.edges);

    joined.server().send("last words").endOutput();

    assertThat(joined.client().rest()).isEqualTo("last words");
    joined.client().send("an answer").close();
    assertThat(joined.server().rest()).isEqualTo("an answer");
    await().atMost(SOON).until(() -> ends.joinedNow() == 0);
  }

  @Test
  void aClientThatIsGoneEndsTheUpstreamsConnection() throws Exception {
    Joined joined = ends.join(ends.edges);

    joined.client().reset();

    assertThat(joined.server().endsByItself()).isTrue();
    await().atMost(SOON).until(() -> ends.joinedNow() == 0);
  }

  /** Without the bound, everything would be in the edge's memory before the client reads any. */
  @Test
  void aSlowReaderSlowsItsUpstreamDown() throws Exception {
    Joined joined = ends.join(ends.edges);
    long all = 200L << 20;
    AtomicLong sent = new AtomicLong();
    Thread.ofVirtual()
        .start(() -> {
          byte[] chunk = new byte[64 << 10];
          try {
            while (sent.get() < all) {
              joined.server().send(chunk);
              sent.addAndGet(chunk.length);
            }
            joined.server().close();
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
    InputStream in = joined.client().in();
    long received = 0;
    byte[] buffer = new byte[1 << 20];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      received += read;
    }
    assertThat(received).isEqualTo(all);
  }
}
