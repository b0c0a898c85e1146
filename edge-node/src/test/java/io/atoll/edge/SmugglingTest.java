package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two programs could take for different ones, sent byte by byte. */
class SmugglingTest {
  private static final String EVIL = "GET /evil HTTP/1.1\r\nHost: shop.test\r\n\r\n";

  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Two ways to say how long a body is.
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
        "Content-Length: 0, 5\r\n\r\n",
        "Content-Length: +5\r\n\r\nhello",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 0x5\r\n\r\nhello",
        "Content-Length: 5 5\r\n\r\nhello",
        "Content-Length:\r\n\r\n",
        // Codings that not everybody takes for chunked.
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        // Lines that not everybody ends at the same place.
        "X-A: 1\n\r\n",
        "X-A: 1\r\n\n",
        "X-A: 1\rTransfer-Encoding: chunked\r\n\r\n",
        "X-A: 1\r\n more\r\n\r\n",
        "X-A: 1\r\n\tTransfer-Encoding: chunked\r\n\r\n",
        " X-A: 1\r\n\r\n",
        "X-A : 1\r\n\r\n",
        "X A: 1\r\n\r\n",
        ": 1\r\n\r\n",
        "X-A\r\n\r\n",
        "X-A: a\u0000b\r\n\r\n",
      })
  void anAmbiguousHeadIsRefusedBeforeAnythingIsForwarded(String rest) throws Exception {
    RawClient client = new RawClient(gateway.edges.port());
    client.send("POST /a HTTP/1.1\r\nHost: shop.test\r\n" + rest + EVIL);

    assertThat(client.head()).matches("(?s)HTTP/1.[01] (400|501) .*");
    assertThat(client.endsByItself()).isTrue();
    assertThat(gateway.upstream.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5x\r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "-1\r\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        " 5\r\nhello\r\n0\r\n\r\n",
        "5\nhello\r\n0\r\n\r\n",
        "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
        "80000000\r\nhello\r\n0\r\n\r\n",
        "5\r\nhelloXX0\r\n\r\n",
        "\r\nhello\r\n0\r\n\r\n",
      })
  void aBodyWithABadChunkNeverMakesASecondRequest(String body) throws Exception {
    RawClient client = new RawClient(gateway.edges.port());
    client.send(
        "POST /a HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n" + body + EVIL);

    assertThat(client.endsByItself()).isTrue();
    // The head was fine, so it may have been on its way; what follows must not be a request.
    assertThat(gateway.upstream.asked).noneMatch(request -> "/evil".equals(request.path()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a HTTP/1.1 \r\nHost: shop.test\r\n\r\n",
        "GET /a HTTP/2.0\r\nHost: shop.test\r\n\r\n",
        "GET /a\r\nHost: shop.test\r\n\r\n",
        "GET /a HTTP/1.1\nHost: shop.test\n\n",
        "GET /a b HTTP/1.1\r\nHost: shop.test\r\n\r\n",
        "GET /a HTTP/1.1\r\n\r\n",
      })
  void anAmbiguousRequestLineIsRefused(String request) throws Exception {
    RawClient client = new RawClient(gateway.edges.port());
    client.send(request + EVIL);

    assertThat(client.head()).matches("(?s)HTTP/\\d.\\d (4\\d\\d|50[15]) .*");
    assertThat(gateway.upstream.asked).noneMatch(asked -> "/a".equals(asked.path()));
  }

  @Test
  void fieldsThatAreNoPartOfTheKeyCannotPoisonWhatOthersGet() throws Exception {
    gateway.upstream.answer =
        request ->
            TestUpstream.says(
                    String.join(
                        " ",
                        request.getHeader("host"),
                        request.getHeader("x-forwarded-host"),
                        request.getHeader("x-forwarded-proto"),
                        String.valueOf(request.headers().getAll("forwarded")),
                        String.valueOf(request.getHeader("range")),
                        String.valueOf(request.getHeader("if-none-match"))),
                    "cache-control",
                    "max-age=60")
                .handle(request);

    gateway.get(
        "/a",
        "x-forwarded-host",
        "evil.test",
        "x-forwarded-proto",
        "gopher",
        "forwarded",
        "host=evil.test",
        "range",
        "bytes=0-0",
        "if-none-match",
        "\"evil\"",
        "connection",
        "x-forwarded-host");

    assertThat(gateway.get("/a").cacheStatus()).contains("hit");
    assertThat(gateway.get("/a").body())
        .isEqualTo(
            "shop.test shop.test http [for=127.0.0.1;proto=http;host=\"shop.test\"] null null");
  }

  /** Fields by which some programs answer another request than the one that was stored for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-forwarded-host",
        "x-forwarded-scheme",
        "x-forwarded-prefix",
        "x-forwarded-server",
        "x-host",
        "x-original-host",
        "x-original-url",
        "x-rewrite-url",
        "x-real-ip",
        "x-http-method",
        "x-http-method-override",
        "x-method-override",
      })
  void whatWouldHaveAnUpstreamAnswerAnotherRequestIsNotPassedOn(String name) throws Exception {
    gateway.get("/a", name, "evil");
    gateway.get("/b", name, "evil", "cache-control", "no-store");

    assertThat(gateway.upstream.asked)
        .hasSize(2)
        .noneMatch(asked -> asked.headers().getAll(name).contains("evil"));
  }

  @Test
  void aMethodThatIsNoSafeOneMayBeMeantAsAnother() throws Exception {
    gateway.ask("POST", "/a", "x", "x-http-method-override", "PATCH");

    assertThat(gateway.upstream.asked.getFirst().getHeader("x-http-method-override"))
        .isEqualTo("PATCH");
  }

  @Test
  void aGetWithABodyIsNeverStoredNorAnsweredFromTheStore() throws Exception {
    gateway.upstream.answer =
        request ->
            request
                .body()
                .onSuccess(body ->
                    TestUpstream.says("to '" + body + "'", "cache-control", "max-age=60")
                        .handle(request));

    assertThat(gateway.ask("GET", "/a", "evil").body()).isEqualTo("to 'evil'");
    assertThat(gateway.get("/a").body()).isEqualTo("to ''");
    assertThat(gateway.ask("GET", "/a", "evil").cacheStatus()).contains("fwd=bypass");
  }

  /** RFC 9110 section 6.5.1: what is passed on of them is in {@link TrailersTest}. */
  @Test
  void aTrailerOfARequestIsNeverTakenForAField() throws Exception {
    gateway.upstream.answer = request -> request.body().onSuccess(request.response()::end);
    RawClient client = new RawClient(gateway.edges.port());
    client.send(
        String.join(
            "\r\n",
            "POST /a HTTP/1.1",
            "Host: shop.test",
            "Transfer-Encoding: chunked",
            "Trailer: x-sum",
            "",
            "5",
            "hello",
            "0",
            "x-sum: 42",
            "authorization: evil",
            "content-length: 3",
            "",
            ""));

    assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    assertThat(gateway.upstream.asked.getFirst().headers().names())
        .doesNotContain("x-sum", "authorization", "content-length");
  }
}
