package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.core.routing.RoutingTable;
import io.atoll.runtime.access.Access;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  private static final String ADA = "/v1/kv/profiles/ada";
  private static final int VALUE_MAX = 1 << 20;
  private TestEdges edges;

  @BeforeEach
  void start() throws Exception {
    edges = TestEdges.start();
  }

  @AfterEach
  void stop() throws Exception {
    edges.close();
  }

  private static void assertProblem(HttpResponse<String> response, int status, String hint) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(response.headers().firstValue("cache-status")).isPresent();
    assertThat(response.headers().firstValue("atoll-region")).contains("us-east");
    JsonObject body = new JsonObject(response.body());
    assertThat(body.getInteger("status")).isEqualTo(status);
    assertThat(body.getString("detail")).contains(hint);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/kv/profiles/a%zz, 400, two hex digits",
    "/v1/kv/profiles/a%2, 400, two hex digits",
    "/v1/kv/profiles/%ff, 400, not UTF-8",
    "/v1/kv/profiles/%c0%af, 400, not UTF-8",
    "/v1/kv/profiles/a/../b, 400, segment",
    "/v1/kv/profiles/%2e%2E/b, 400, segment",
    "/v1/kv/profiles/., 400, segment",
    "/v1/kv/profiles/ada?x=1, 400, %3F",
    "/v1/kv/Profiles/ada, 400, starting with a letter",
    "/v1/kv/pro%66iles/ada, 400, not encoded",
    "/v1/kv/profiles/, 404, names no key",
    "/v1/kv/nobody/ada, 404, add it to the controllers' namespaces",
  })
  void badPathsAreRefusedAndSayWhy(String path, int status, String hint) throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send("GET " + path + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");

    String answer = client.rest();

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("problem+json", hint);
  }

  @Test
  void anUnknownPathIsAProblem() throws Exception {
    HttpResponse<String> answer = edges.get("/v2/kv/profiles/ada");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("counters,sets,leaderboards,documents}/{namespace}/{name}");
    assertThat(answer.headers().firstValue("atoll-region")).contains("us-east");
  }

  @Test
  void namesAreLimitedByTheirDecodedBytes() throws Exception {
    assertThat(edges.put("/v1/kv/profiles/" + "%C3%BC".repeat(256), "x").statusCode())
        .isEqualTo(201);

    HttpResponse<String> longer = edges.get("/v1/kv/profiles/" + "%C3%BC".repeat(257));
    assertProblem(longer, 414, "514 bytes");
    assertThat(new JsonObject(longer.body()).getInteger("limit")).isEqualTo(512);
    HttpResponse<String> farLonger = edges.get("/v1/kv/profiles/" + "a".repeat(6_000));
    assertThat(farLonger.statusCode()).isEqualTo(414);
    assertThat(farLonger.body()).contains("request line");
  }

  /** Also where the version of the request has not been read. */
  @Test
  void refusalsAreSaidInHttp11() throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send("GET /" + "a".repeat(6_000));

    assertThat(client.head()).startsWith("HTTP/1.1 414 ").containsIgnoringCase("connection: close");
    assertThat(client.endsByItself()).isTrue();
  }

  @Test
  void headersAreLimited() throws Exception {
    HttpResponse<String> answer = edges.get(ADA, "x-much", "a".repeat(9_000));

    assertThat(answer.statusCode()).isEqualTo(431);
    assertThat(answer.body()).contains("8192 bytes");
  }

  @Test
  void aValueOfTheLimitIsTakenAndOneByteMoreIsNot() throws Exception {
    assertThat(edges.put(ADA, "a".repeat(VALUE_MAX)).statusCode()).isEqualTo(201);
    assertThat(edges.get(ADA).body()).hasSize(VALUE_MAX);

    assertProblem(edges.put(ADA, "a".repeat(VALUE_MAX + 1)), 413, "1048576 bytes");
  }

  @Test
  void aChunkedValueOverTheLimitIsRefusedBeforeItEnds() throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send("PUT " + ADA + " HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
    String chunk = "10000\r\n" + "a".repeat(65_536) + "\r\n";
    for (int i = 0; i < 17; i++) {
      client.send(chunk);
    }

    assertThat(client.head()).startsWith("HTTP/1.1 413 ").containsIgnoringCase("connection: close");

    assertThat(client.endsByItself()).isTrue();
    assertThat(edges.region.log).isEmpty();
  }

  @Test
  void anAnnouncedValueOverTheLimitIsRefusedBeforeItComes() throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send(
        "PUT "
            + ADA
            + " HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n"
            + "expect: 100-continue\r\n\r\n");

    assertThat(client.head()).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void aClientThatWaitsToGoOnIsToldTo() throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send(
        "PUT " + ADA + " HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n");
    assertThat(client.head()).startsWith("HTTP/1.1 100 ");
    client.send("ok");

    assertThat(client.head()).startsWith("HTTP/1.1 201 ");
    assertThat(edges.get(ADA).body()).isEqualTo("ok");
  }

  @Test
  void aPutWithoutLengthIsAskedForOne() throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send("PUT " + ADA + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");

    assertThat(client.rest()).startsWith("HTTP/1.1 411 ").contains("Content-Length: 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "OPTIONS", "TRACE", "FROB"})
  void otherMethodsAreToldWhichThereAre(String method) throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send(method + " " + ADA + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");

    assertThat(client.rest()).startsWith("HTTP/1.1 405 ").contains("allow: GET, HEAD, PUT, DELETE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "x", "315360001", "99999999999999999999"})
  void aTimeToLiveOutsideItsBoundsIsRefused(String ttl) throws Exception {
    assertProblem(edges.put(ADA, "1", "atoll-ttl", ttl), 400, "from 1 to 315360000");
  }

  @Test
  void whatWouldBeLostIsRefused() throws Exception {
    assertProblem(edges.put(ADA, "1", "content-encoding", "gzip"), 415, "gzip");
    assertProblem(edges.put(ADA, "1", "content-range", "bytes 0-0/2"), 400, "whole value");
    assertProblem(
        edges.put(ADA, "1", "if-unmodified-since", "Mon, 01 Jan 2024 00:00:00 GMT"),
        501,
        "use If-Match");
    assertProblem(
        edges.call(edges.request(1, ADA).method("DELETE", BodyPublishers.ofString("x"))),
        400,
        "no body");
    assertThat(edges.region.log).isEmpty();
  }

  @Test
  void anEdgeThatKnowsNoTableIsNotReady() throws Exception {
    edges.table = RoutingTable.NONE;

    assertProblem(edges.get(ADA), 503, "not heard from a controller");
  }

  @Test
  void slowHeadersEndTheConnection() throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send("GET " + ADA + " HTTP/1.1\r\n");
    Thread drip =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (true) {
                  client.send("x-more: 1\r\n");
                  Thread.sleep(100);
                }
              } catch (IOException | InterruptedException ended) {
                // the server has had enough
              }
            });

    assertThat(client.endsByItself()).isTrue();

    drip.interrupt();
  }

  @Test
  void aSlowBodyIsAnswered408() throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send("PUT " + ADA + " HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc");

    assertThat(client.head()).startsWith("HTTP/1.1 408 ");
    assertThat(client.endsByItself()).isTrue();
  }

  @Test
  void connectionsAboveTheLimitAreClosedAndOneThatEndsMakesRoom() throws Exception {
    assertTwoFit(2, 10);
  }

  @Test
  void connectionsOfOneAddressAboveTheLimitAreClosedAndOneThatEndsMakesRoom() throws Exception {
    assertTwoFit(10, 2);
  }

  private static void assertTwoFit(int all, int perAddress) throws Exception {
    EdgeLimits few =
        TestEdges.limits(
            "connections-max", "" + all,
            "connections-per-address-max", "" + perAddress,
            "idle-max", "1m");
    TestEdges small = new TestEdges(few, Access.loopbackOnly(), 1);
    String get = "GET /v1/health HTTP/1.1\r\nhost: x\r\n\r\n";
    RawClient first = new RawClient(small.port());
    assertThat(first.send(get).head()).startsWith("HTTP/1.1 200");
    RawClient second = new RawClient(small.port());
    assertThat(second.send(get).head()).startsWith("HTTP/1.1 200");

    assertThat(new RawClient(small.port()).endsByItself()).isTrue();
    assertThat(small.meters.counter("atoll_edge_connections_refused").count()).isEqualTo(1);
    first.close();

    await()
        .atMost(Duration.ofSeconds(5))
        .ignoreExceptions()
        .untilAsserted(() ->
            assertThat(new RawClient(small.port()).send(get).head()).startsWith("HTTP/1.1 200"));
    small.close();
  }

  @Test
  void headerFieldsAreLimitedInNumber() throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send("GET " + ADA + " HTTP/1.1\r\nhost: x\r\n" + "x: y\r\n".repeat(100) + "\r\n");

    assertThat(client.head()).startsWith("HTTP/1.1 431 ");
    assertThat(client.endsByItself()).isTrue();
  }

  @Test
  void writesAboveTheLimitAreAnswered503AndGiveRoomBack() throws Exception {
    edges.region.applierPaused = true;
    RawClient[] clients = new RawClient[65];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = new RawClient(edges.port());
      clients[i].send(
          "PUT /v1/kv/profiles/" + i + " HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\nx");
    }

    int saved = 0;
    int refused = 0;
    for (RawClient client : clients) {
      String head = client.head();
      saved += head.startsWith("HTTP/1.1 202") ? 1 : 0;
      refused += head.startsWith("HTTP/1.1 503") ? 1 : 0;
    }

    assertThat(saved).isEqualTo(64);
    assertThat(refused).isEqualTo(1);
    edges.region.applierPaused = false;
    assertThat(edges.put(ADA, "1").statusCode()).isIn(201, 202);
  }

  @Test
  void whatIsNotHttpIsAnswered400() throws Exception {
    RawClient client = new RawClient(edges.port());
    client.send(
        "GET /v1/kv/profiles/a HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n");

    assertThat(client.head()).startsWith("HTTP/1.1 400 ");
    assertThat(client.endsByItself()).isTrue();
  }
}
