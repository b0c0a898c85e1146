package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.runtime.access.Access;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of a route may take up, tried byte by byte. */
class RouteLimitsTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String POST = "POST /a HTTP/1.1\r\nhost: shop.test\r\n";

  @SuppressWarnings("NullAway.Init")
  private TestGateway gateway;

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  /**
   * @param body bounds of the route, in YAML
   */
  private void start(String body) throws Exception {
    gateway =
        new TestGateway(
            TestEdges.patient(), "2s", "    body: " + body, Access.loopbackOnly(), 1, null);
  }

  private RawClient client() throws IOException {
    return new RawClient(gateway.edges.port());
  }

  @Test
  void anAnnouncedBodyOverTheBoundIsRefusedBeforeAnythingIsForwarded() throws Exception {
    start("{bytes-max: 1MiB}");
    RawClient client = client().send(POST + "content-length: 1048577\r\n\r\n");

    assertThat(client.head()).startsWith("HTTP/1.1 413 ").containsIgnoringCase("connection: close");
    assertThat(client.endsByItself()).isTrue();
    assertThat(gateway.upstream.asked).isEmpty();
  }

  @Test
  void aBodyOfTheBoundIsPassedOn() throws Exception {
    start("{bytes-max: 1MiB}");
    gateway.upstream.answer =
        request -> request.body().onSuccess(body -> request.response().end("" + body.length()));

    assertThat(gateway.ask("POST", "/a", "x".repeat(1 << 20)).body()).isEqualTo("1048576");
  }

  @Test
  void aBodyThatTurnsOutToBeOverTheBoundIsCutOffWithItsConnection() throws Exception {
    start("{bytes-max: 1MiB}");
    AtomicBoolean cut = new AtomicBoolean();
    AtomicLong received = new AtomicLong();
    gateway.upstream.answer =
        request -> {
          request.connection().closeHandler(_ -> cut.set(true));
          request.exceptionHandler(_ -> {});
          request.handler(chunk -> received.addAndGet(chunk.length()));
        };
    RawClient client = client().send(POST + "transfer-encoding: chunked\r\n\r\n");
    String chunk = "10000\r\n" + "a".repeat(65_536) + "\r\n";
    for (int i = 0; i < 17; i++) {
      client.send(chunk);
    }

    assertThat(client.head()).startsWith("HTTP/1.1 413 ").contains("body-too-large");
    assertThat(client.endsByItself()).isTrue();
    await().atMost(SOON).untilTrue(cut);
    assertThat(received.get()).isLessThanOrEqualTo(1 << 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{stall-max: 1s}", "{total-max: 1s}"})
  void aBodyThatDoesNotComeIsAnswered408(String bounds) throws Exception {
    start(bounds);
    AtomicBoolean cut = new AtomicBoolean();
    gateway.upstream.answer =
        request -> {
          request.connection().closeHandler(_ -> cut.set(true));
          request.exceptionHandler(_ -> {});
        };
    RawClient client = client().send(POST + "content-length: 10\r\n\r\nabc");

    assertThat(client.head()).startsWith("HTTP/1.1 408 ").contains("body-too-slow");
    assertThat(client.endsByItself()).isTrue();
    await().atMost(SOON).untilTrue(cut);
  }

  /** Of the total, not of the pieces. */
  @Test
  void aBodyThatComesByDripsIsAnswered408InTheEnd() throws Exception {
    start("{stall-max: 1m, total-max: 2s}");
    gateway.upstream.answer = request -> request.exceptionHandler(_ -> {});
    RawClient client = client().send(POST + "content-length: 100000\r\n\r\n");
    Thread drip =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (true) {
                  client.send("a");
                  Thread.sleep(100);
                }
              } catch (IOException | InterruptedException ended) {
                // the server has had enough
              }
            });

    assertThat(client.head()).startsWith("HTTP/1.1 408 ");
    drip.interrupt();
  }

  @Test
  void anUpstreamThatSaysNothingToABodyIsGivenUp() throws Exception {
    start("{}");
    gateway.upstream.answer = request -> request.handler(_ -> {});

    assertThat(gateway.ask("POST", "/a", "hello").status()).isEqualTo(504);
  }

  @Test
  void aClientThatGoesInTheMiddleOfABodyTakesItsRequestAlong() throws Exception {
    start("{}");
    AtomicBoolean cut = new AtomicBoolean();
    gateway.upstream.answer =
        request -> {
          request.connection().closeHandler(_ -> cut.set(true));
          request.exceptionHandler(_ -> {});
        };
    RawClient client = client().send(POST + "content-length: 10\r\n\r\nabc");
    await().atMost(SOON).until(() -> !gateway.upstream.asked.isEmpty());

    client.reset();

    await().atMost(SOON).untilTrue(cut);
  }

  @Test
  void requestsBehindOneAnotherAreForwardedOneAtATime() throws Exception {
    start("{}");
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<String> asked = new CopyOnWriteArrayList<>();
    gateway.upstream.answer =
        request -> {
          asked.add(request.uri());
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          gateway.vertx.setTimer(
              1,
              _ -> {
                underWay.decrementAndGet();
                request.response().putHeader("cache-control", "no-store").end("x");
              });
        };
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      all.append("GET /%03d HTTP/1.1\r\nhost: shop.test\r\n\r\n".formatted(i));
    }
    RawClient client = client().send(all.toString());

    for (int i = 0; i < 200; i++) {
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      assertThat(client.bytes(1)).isEqualTo("x");
    }
    assertThat(most.get()).isEqualTo(1);
    assertThat(asked).isSorted().hasSize(200);
  }

  @Test
  void aTargetBeyondTheBoundIsAnswered414() throws Exception {
    start("{}");
    RawClient client = client();
    client.send("GET /" + "x".repeat(4_000) + " HTTP/1.1\r\nhost: shop.test\r\n\r\n");

    // It may have been cut off before the version.
    assertThat(client.head()).matches("(?s)HTTP/1\\.[01] 414 .*");
    assertThat(gateway.upstream.asked).isEmpty();
  }

  /** Without back-pressure, all of it would be in the edge's memory before anybody reads it. */
  @Test
  void anUpstreamThatReadsNothingHoldsItsClientBack() throws Exception {
    gateway =
        new TestGateway(
            TestEdges.patient(),
            "5m",
            "    body: {bytes-max: 200MiB, stall-max: 5m}",
            Access.loopbackOnly(),
            1,
            null);
    long all = 128L << 20;
    AtomicLong received = new AtomicLong();
    AtomicReference<HttpServerRequest> held = new AtomicReference<>();
    gateway.upstream.answer =
        request -> {
          request.pause().handler(chunk -> received.addAndGet(chunk.length()));
          request.endHandler(_ -> request.response().end("all of it"));
          held.set(request);
        };
    RawClient client = client().send(POST + "content-length: " + all + "\r\n\r\n");
    AtomicLong sent = new AtomicLong();
    Thread.ofVirtual()
        .start(() -> {
          byte[] chunk = new byte[64 << 10];
          try {
            while (sent.get() < all) {
              client.send(chunk);
              sent.addAndGet(chunk.length);
            }
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    AtomicLong before = new AtomicLong(-1);
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> before.getAndSet(sent.get()) == sent.get() && held.get() != null);

    // What the system holds for four sockets, and less than a mebibyte of ours.
    assertThat(sent.get()).isLessThan(64L << 20);
    assertThat(received.get()).isZero();
    held.get().resume();
    await().atMost(SOON).until(() -> received.get() == all);
    assertThat(client.head()).startsWith("HTTP/1.1 200 ");
  }
}
