package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickAnswersTest {
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway();
    // The client of a fetch has all of it a moment before it counts as stored.
    Awaitility.await().until(() -> gateway.get("/hit").cacheStatus().contains("hit"));
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private static String get(String path, String... lines) {
    String more = lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
    return "GET " + path + " HTTP/1.1\r\nHost: shop.test\r\n" + more + "\r\n";
  }

  @Test
  void aReadyAnswerSaysAllThatAnotherHitSays() throws Exception {
    RawClient client = new RawClient(gateway.edges.port());

    String quick = client.send(get("/hit")).head();
    assertThat(client.bytes(5)).isEqualTo("hello");
    String full = client.send(get("/hit", "cache-control: max-stale")).head();

    assertThat(quick).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(lines(quick)).containsExactlyInAnyOrderElementsOf(lines(full));
  }

  /** Its lines, without what changes each second. */
  private static List<String> lines(String head) {
    return head.lines().filter(line -> !line.matches("(age|cache-status): .*")).sorted().toList();
  }

  @Test
  void answersKeepTheOrderOfTheirRequests() throws Exception {
    List<HttpServerRequest> held = new ArrayList<>();
    gateway.upstream.answer = held::add;
    RawClient client = new RawClient(gateway.edges.port());

    client.send(get("/hit") + get("/slow") + get("/hit") + get("/hit"));

    assertThat(client.head()).contains("cache-status: atoll; hit");
    assertThat(client.bytes(5)).isEqualTo("hello");
    Awaitility.await().until(() -> !held.isEmpty());
    TestUpstream.says("slowly", "cache-control", "no-store").handle(held.getFirst());
    assertThat(client.head()).contains("fwd=uri-miss");
    assertThat(client.bytes(6)).isEqualTo("slowly");
    for (int i = 0; i < 2; i++) {
      assertThat(client.head()).contains("cache-status: atoll; hit");
      assertThat(client.bytes(5)).isEqualTo("hello");
    }
    // And the connection is as good as new.
    assertThat(client.send(get("/hit")).head()).contains("cache-status: atoll; hit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cache-control: no-cache", "pragma: no-cache", "If-None-Match: \"x\"", "range: bytes=0-1",
        "CONNECTION: close", "expect: 100-continue", "if-match: \"x\"", "te: trailers",
        "transfer-encoding: chunked\r\n\r\n0", "content-length: 0", "host: other.test"
      })
  void aRequestThatAsksForMoreIsReadInFull(String line) throws Exception {
    gateway.upstream.answer =
        TestUpstream.says("fresh", "cache-control", "max-age=60", "etag", "\"y\"");
    RawClient client = new RawClient(gateway.edges.port());

    String head = client.send(get("/hit", line)).head();

    // What exactly is said is for other tests; here, that it was not just the ready answer.
    if (line.startsWith("host")) {
      assertThat(head).startsWith("HTTP/1.1 400 ");
    } else if (line.startsWith("range")) {
      assertThat(head).startsWith("HTTP/1.1 206 ");
    } else if (line.startsWith("CONNECTION")) {
      assertThat(client.endsByItself()).isTrue();
    } else if (line.contains("no-cache") || line.startsWith("if-match")) {
      assertThat(head).contains("fwd=");
    } else {
      assertThat(head).matches("(?s)HTTP/1.1 200 .*");
    }
  }

  @Test
  void variantsAreTakenIntoAccount() throws Exception {
    gateway.upstream.answer =
        request ->
            TestUpstream.says(
                    String.valueOf(request.getHeader("accept-encoding")),
                    "cache-control",
                    "max-age=60",
                    "vary",
                    "accept-encoding")
                .handle(request);
    gateway.get("/v", "accept-encoding", "br");
    RawClient client = new RawClient(gateway.edges.port());

    assertThat(client.send(get("/v", "accept-encoding: br")).head()).contains("hit");
    assertThat(client.bytes(2)).isEqualTo("br");
    assertThat(client.send(get("/v", "accept-encoding: gzip")).head()).contains("fwd=vary-miss");
    assertThat(client.bytes(4)).isEqualTo("gzip");
  }

  @Test
  void aConnectionIsGoodForAnyNumberOfReadyAnswers() throws Exception {
    RawClient client = new RawClient(gateway.edges.port());

    for (int i = 0; i < 1_000; i++) {
      assertThat(client.send(get("/hit")).head()).contains("cache-status: atoll; hit");
      assertThat(client.bytes(5)).isEqualTo("hello");
    }
  }

  @Test
  void manyAnswersInOneGoArriveWhole() throws Exception {
    String body = "x".repeat(100_000);
    gateway.upstream.answer = TestUpstream.says(body, "cache-control", "max-age=60");
    gateway.get("/large");
    RawClient client = new RawClient(gateway.edges.port());
    client.send(get("/large").repeat(100));

    for (int i = 0; i < 100; i++) {
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      assertThat(client.bytes(body.length())).isEqualTo(body);
    }
  }

  @Test
  void hitsAreCounted() throws Exception {
    Counter hits = counter("atoll_edge_route_requests", "route", "shop.test", "outcome", "hit");
    Counter answers = counter("atoll_edge_requests", "method", "GET", "status", "2xx");
    double hitsBefore = hits.count();
    double answersBefore = answers.count();

    for (int i = 0; i < 3; i++) {
      assertThat(gateway.get("/hit").cacheStatus()).contains("hit");
    }

    assertThat(hits.count() - hitsBefore).isEqualTo(3);
    assertThat(answers.count() - answersBefore).isEqualTo(3);
  }

  private Counter counter(String name, String... tags) {
    return gateway.edges.meters.counter(name, tags);
  }
}
