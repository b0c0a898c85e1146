package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http2Test {
  private TestGateway gateway;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway();
    client =
        gateway.vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    Awaitility.await().until(() -> gateway.get("/hit").cacheStatus().contains("hit"));
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private record Answer(HttpClientResponse head, Buffer body) {
    String field(String name) {
      return String.valueOf(head.getHeader(name));
    }
  }

  private Answer ask(String method, String path, String body, String... fields) throws Exception {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(method))
            .setHost("shop.test")
            .setPort(80)
            .setServer(SocketAddress.inetSocketAddress(gateway.edges.port(), "127.0.0.1"))
            .setURI(path);
    for (int i = 0; i < fields.length; i += 2) {
      options.addHeader(fields[i], fields[i + 1]);
    }
    return TestEdges.await(
        Future.future(answer ->
            gateway.vertx.runOnContext(_ ->
                client
                    .request(options)
                    .compose(request ->
                        body.isEmpty()
                            ? request.send()
                            : request
                                .setChunked(true)
                                .write(body)
                                .compose(_ -> request.end())
                                .compose(_ -> request.response()))
                    .compose(head -> head.body().map(bytes -> new Answer(head, bytes)))
                    .onComplete(answer))));
  }

  @Test
  void aReadyAnswerSaysWhatItSaysInHttp1() throws Exception {
    TestGateway.Answer http1 = gateway.get("/hit");

    Answer http2 = ask("GET", "/hit", "");

    assertThat(http2.head.version()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(http2.body.toString()).isEqualTo("hello");
    assertThat(http2.head.headers().names())
        .containsExactlyInAnyOrderElementsOf(http1.head().headers().names());
    assertThat(http2.field("cache-status")).contains("hit");
    assertThat(http2.field("atoll-region")).isEqualTo("us-east");
  }

  @Test
  void readyAnswersAreCountedAndCostNoExchange() throws Exception {
    Counter hits =
        gateway.edges.meters.counter(
            "atoll_edge_route_requests", "route", "shop.test", "outcome", "hit");
    double before = hits.count();

    for (int i = 0; i < 300; i++) {
      assertThat(ask("GET", "/hit", "").head.statusCode()).isEqualTo(200);
    }

    assertThat(hits.count() - before).isEqualTo(300);
    assertThat(gateway.upstream.asked).hasSize(1);
  }

  @Test
  void missesAndConditionsAndLargeBodiesGoThroughToo() throws Exception {
    String large = "x".repeat(1 << 20);
    gateway.upstream.answer =
        TestUpstream.says(large, "cache-control", "max-age=60", "etag", "\"a\"");

    assertThat(ask("GET", "/large", "").field("cache-status")).contains("fwd=uri-miss");
    Awaitility.await().until(() -> ask("GET", "/large", "").field("cache-status").contains("hit"));

    for (int i = 0; i < 40; i++) {
      assertThat(ask("GET", "/large", "").body.toString()).isEqualTo(large);
    }
    assertThat(ask("GET", "/large", "", "if-none-match", "\"a\"").head.statusCode()).isEqualTo(304);
    assertThat(ask("GET", "/large", "", "range", "bytes=0-4").body.toString()).isEqualTo("xxxxx");
    assertThat(ask("HEAD", "/large", "").field("content-length")).isEqualTo("1048576");
  }

  @Test
  void aBodyOfUnknownLengthReachesTheUpstream() throws Exception {
    List<String> bodies = new ArrayList<>();
    gateway.upstream.answer =
        request ->
            request
                .body()
                .onSuccess(body -> {
                  bodies.add(body.toString());
                  request.response().end("thanks");
                });

    Answer answer = ask("POST", "/orders", "one book");

    assertThat(answer.body.toString()).isEqualTo("thanks");
    assertThat(bodies).containsExactly("one book");
  }

  @Test
  void valuesAreWrittenAndReadByTheDataApi() throws Exception {
    assertThat(askApi("PUT", "hello").statusCode()).isEqualTo(201);

    assertThat(askApi("GET", "").statusCode()).isEqualTo(200);
  }

  private HttpClientResponse askApi(String method, String body) throws Exception {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(method))
            .setHost("127.0.0.1")
            .setPort(gateway.edges.port())
            .setURI("/v1/kv/profiles/ada");
    return TestEdges.await(client.request(options).compose(request -> request.send(body)));
  }

  @Test
  void piecesOfACookieArePutTogether() throws Exception {
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      raw.get(1, "/cookies", "cookie", "a=1", "cookie", "b=2");
      assertThat(raw.frame(RawHttp2.HEADERS).is200()).isTrue();
    }

    HttpServerRequest asked = gateway.upstream.asked.getLast();
    assertThat(asked.headers().getAll("cookie")).containsExactly("a=1; b=2");
  }

  @ParameterizedTest
  @CsvSource({
    "x-more, 'a\r\ntransfer-encoding: chunked'",
    "x-more, 'a\nb'",
    "'x-more: a\r\nhost', b",
    "'x more', b",
    "X-More, b",
    "transfer-encoding, chunked",
    "connection, close",
  })
  void whatHttp1WouldReadDifferentlyIsRefused(String name, String value) throws Exception {
    int before = gateway.upstream.asked.size();
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      raw.get(1, "/poison", name, value);

      assertThat(raw.frame(RawHttp2.RST_STREAM).error()).isEqualTo(1);
      // The connection is as good as before.
      raw.get(3, "/hit");
      assertThat(raw.frame(RawHttp2.HEADERS).is200()).isTrue();
    }
    assertThat(gateway.upstream.asked).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a b", "/a\r\nx: y", "http://other.test/", "*"})
  void aPathThatIsNoneIsNotPassedOn(String path) throws Exception {
    int before = gateway.upstream.asked.size();
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      raw.get(1, path);

      RawHttp2.Frame answer = raw.frame();
      while (answer.type() != RawHttp2.HEADERS && answer.type() != RawHttp2.RST_STREAM) {
        answer = raw.frame();
      }
      assertThat(answer.is200()).isFalse();
    }
    assertThat(gateway.upstream.asked).hasSize(before);
  }

  @Test
  void aTunnelIsRefusedWithoutHarm() throws Exception {
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      raw.send(
          RawHttp2.HEADERS,
          RawHttp2.END_HEADERS,
          1,
          RawHttp2.fields(":method", "CONNECT", ":authority", "shop.test:443"));
      assertThat(raw.frame(RawHttp2.HEADERS).is200()).isFalse();
      raw.get(3, "/hit");
      assertThat(raw.frame(RawHttp2.HEADERS).stream()).isEqualTo(3);
    }
  }

  @Test
  void rapidResetsEndTheConnection() throws Exception {
    List<HttpServerRequest> held = new ArrayList<>();
    gateway.upstream.answer = held::add;
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      for (int i = 0; i < 300; i++) {
        int stream = 2 * i + 1;
        raw.get(stream, "/reset-" + i, "cache-control", "no-store");
        raw.send(RawHttp2.RST_STREAM, 0, stream, 0, 0, 0, 8);
      }
    } catch (IOException ended) {
      // sooner than the last of them
    }
    assertOthersAreServed();
  }

  @Test
  void resetsBeyondTheBoundAreAnsweredByGoingAway() throws Exception {
    // Nobody answers: a reset of a stream that is over does not count.
    List<HttpServerRequest> held = new ArrayList<>();
    gateway.upstream.answer = held::add;
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      for (int i = 0; i <= 200; i++) {
        int stream = 2 * i + 1;
        raw.get(stream, "/hit", "cache-control", "no-cache");
        raw.send(RawHttp2.RST_STREAM, 0, stream, 0, 0, 0, 8);
      }
      List<RawHttp2.Frame> rest = raw.rest();
      assertThat(rest).anyMatch(f -> f.type() == RawHttp2.GOAWAY && f.error() == 11);
    }
  }

  @Test
  void moreStreamsThanAllowedAreRefused() throws Exception {
    List<HttpServerRequest> held = new ArrayList<>();
    gateway.upstream.answer = held::add;
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      for (int i = 0; i < 101; i++) {
        raw.get(2 * i + 1, "/held-" + i);
      }

      RawHttp2.Frame refused = raw.frame(RawHttp2.RST_STREAM);
      assertThat(refused.stream()).isEqualTo(201);
      assertThat(refused.error()).isEqualTo(7);
    }
  }

  @Test
  void headersWithoutEndEndTheConnection() throws Exception {
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      raw.send(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.head("GET", "/"));
      for (int i = 0; i < 1_000; i++) {
        raw.send(RawHttp2.CONTINUATION, 0, 1, RawHttp2.fields("x-" + i, "a".repeat(500)));
      }
      assertThat(raw.rest()).noneMatch(frame -> frame.type() == RawHttp2.HEADERS);
    } catch (IOException ended) {
      // sooner than the last of them
    }
    assertOthersAreServed();
  }

  @Test
  void emptyContinuationsEndTheConnection() throws Exception {
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      raw.send(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.head("GET", "/"));
      for (int i = 0; i < 1_000; i++) {
        raw.send(RawHttp2.CONTINUATION, 0, 1);
      }
      assertThat(raw.rest()).noneMatch(frame -> frame.type() == RawHttp2.HEADERS);
    } catch (IOException ended) {
      // sooner than the last of them
    }
    assertOthersAreServed();
  }

  @Test
  void fieldsBeyondTheBoundAreAnswered431() throws Exception {
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      byte[] much = RawHttp2.head("GET", "/much", "x-much", "a".repeat(13_000));
      raw.send(RawHttp2.HEADERS, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, 1, much);

      RawHttp2.Frame answer = raw.frame();
      while (answer.type() != RawHttp2.HEADERS && answer.type() != RawHttp2.RST_STREAM) {
        answer = raw.frame();
      }
      assertThat(answer.is200()).isFalse();
    }
    assertOthersAreServed();
  }

  /** Answers to pings wait in memory while their asker does not read them. */
  @Test
  void pingsWhoseAnswersNobodyReadsEndTheConnection() throws Exception {
    byte[] many = pings(10_000);
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      for (int i = 0; i < 200; i++) {
        raw.sendRaw(many);
      }
      raw.rest();
    } catch (IOException ended) {
      // sooner than the last of them
    }
    assertOthersAreServed();
  }

  private static byte[] pings(int count) {
    byte[] one = {0, 0, 8, RawHttp2.PING, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
    byte[] all = new byte[one.length * count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  /** Its answer is ready, but may not be sent: an error meanwhile must still end the connection. */
  @Test
  void anErrorWhileAReadyAnswerWaitsEndsTheConnection() throws Exception {
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      // SETTINGS_INITIAL_WINDOW_SIZE = 0
      raw.send(RawHttp2.SETTINGS, 0, 0, 0, 4, 0, 0, 0, 0);
      raw.get(1, "/hit");
      assertThat(raw.frame(RawHttp2.HEADERS).is200()).isTrue();
      // DATA of no stream
      raw.send(RawHttp2.DATA, 0, 0, 1);

      assertThat(raw.rest()).noneMatch(frame -> frame.type() == RawHttp2.DATA);
    }
    assertOthersAreServed();
  }

  @Test
  void aConnectionThatAsksForNothingIsEnded() throws Exception {
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      assertThat(raw.rest()).anyMatch(frame -> frame.type() == RawHttp2.GOAWAY);
    }
  }

  @Test
  void aPrefaceThatNeverEndsIsEnded() throws Exception {
    RawClient raw = new RawClient(gateway.edges.port());
    raw.send("PRI * HTTP/2.0\r\n");

    assertThat(raw.endsByItself()).isTrue();
  }

  @Test
  void anUpgradeToHttp2IsPassedOver() throws Exception {
    RawClient raw = new RawClient(gateway.edges.port());
    raw.send(
        String.join(
            "\r\n",
            "GET /hit HTTP/1.1",
            "host: shop.test",
            "connection: upgrade, http2-settings",
            "upgrade: h2c",
            "http2-settings: AAMAAABkAAQAAP__",
            "",
            ""));

    assertThat(raw.head()).startsWith("HTTP/1.1 200 ");
  }

  private void assertOthersAreServed() throws Exception {
    assertThat(gateway.get("/hit").body()).isEqualTo("hello");
    assertThat(ask("GET", "/hit", "").body.toString()).isEqualTo("hello");
  }

  @Test
  void aTargetBeyondTheBoundIsAnswered414() throws Exception {
    assertThat(ask("GET", "/" + "x".repeat(4_000), "").head.statusCode()).isEqualTo(414);
    assertThat(gateway.upstream.asked).hasSize(1);
  }
}
