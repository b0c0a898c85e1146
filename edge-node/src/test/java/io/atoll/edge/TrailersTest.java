package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.RawHttp2.Frame;
import io.atoll.runtime.access.Access;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields behind a body (RFC 9110 section 6.5), of requests and of answers. */
class TrailersTest {
  private static final String PUT =
      "PUT /%s HTTP/1.1\r\nhost: shop.test\r\ntransfer-encoding: chunked\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

  private ServerSocket upstream;
  private TestEdges edges;

  @BeforeEach
  void start() throws Exception {
    upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    upstream.setSoTimeout(20_000);
    // Only what a test is about may end a connection.
    edges =
        new TestEdges(
            TestEdges.patient(),
            TestGateway.config(upstream.getLocalPort(), ""),
            Access.loopbackOnly(),
            1);
  }

  @AfterEach
  void stop() throws Exception {
    edges.close();
    upstream.close();
  }

  private RawClient client() throws IOException {
    return new RawClient(edges.port());
  }

  /** The next connection to the upstream. */
  private RawClient accepted() throws IOException {
    return new RawClient(upstream.accept());
  }

  /** That is, the request has come whole. */
  private static void assertAnswerComes(RawClient asked, RawClient client) throws IOException {
    asked.send(OK);
    assertThat(client.head()).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void thoseOfARequestArePassedOnBehindItsBody() throws Exception {
    RawClient client = client();
    client.send(PUT.formatted("a").replace("\r\n\r\n", "\r\ntrailer: X-Sum\r\n\r\n"));
    client.send("5\r\nhello\r\n0\r\nX-Sum: 42\r\nx-more: \t a, b \r\n\r\n");
    RawClient asked = accepted();

    assertThat(asked.head()).contains("\r\ntransfer-encoding: chunked\r\n", "trailer: X-Sum\r\n");
    assertThat(asked.head()).isEqualTo("5\r\nhello\r\n0\r\nx-sum: 42\r\nx-more: a, b\r\n\r\n");
    assertAnswerComes(asked, client);
  }

  @Test
  void theyMayComeLongAfterTheBody() throws Exception {
    RawClient client = client();
    client.send(PUT.formatted("a") + "5\r\nhello\r\n");
    RawClient asked = accepted();
    asked.head();
    assertThat(asked.bytes(10)).isEqualTo("5\r\nhello\r\n");
    client.send("0\r\nx-s");
    client.send("um: 42\r\n");
    client.send("\r\n");

    assertThat(asked.head()).isEqualTo("0\r\nx-sum: 42\r\n\r\n");
    assertAnswerComes(asked, client);
  }

  /** All of them have come before the first is answered. */
  @Test
  void eachOfPipelinedRequestsHasItsOwn() throws Exception {
    RawClient client = client();
    StringBuilder all = new StringBuilder();
    for (int i = 1; i <= 5; i++) {
      String trailers = i % 2 == 0 ? "" : "x-sum: %d\r\n".formatted(i);
      all.append(PUT.formatted(i)).append("1\r\n%d\r\n0\r\n%s\r\n".formatted(i, trailers));
    }
    client.send(all.toString());
    RawClient asked = accepted();

    for (int i = 1; i <= 5; i++) {
      assertThat(asked.head()).startsWith("PUT /%d ".formatted(i));
      String trailers = i % 2 == 0 ? "" : "x-sum: %d\r\n".formatted(i);
      assertThat(asked.bytes(6 + 3 + trailers.length() + 2))
          .isEqualTo("1\r\n%d\r\n0\r\n%s\r\n".formatted(i, trailers));
      assertAnswerComes(asked, client);
    }
  }

  /** Who sends ahead without end fills no memory: the rest may lose their trailers. */
  @Test
  void hundredsOfPipelinedRequestsAreAnswered() throws Exception {
    RawClient client = client();
    StringBuilder all = new StringBuilder();
    for (int i = 1; i <= 300; i++) {
      all.append(PUT.formatted(i)).append("0\r\nx-sum: %d\r\n\r\n".formatted(i));
    }
    client.send(all.toString());
    RawClient asked = accepted();

    for (int i = 1; i <= 300; i++) {
      assertThat(asked.head()).startsWith("PUT /%d ".formatted(i));
      assertThat(asked.head()).isIn("0\r\n\r\n", "0\r\nx-sum: %d\r\n\r\n".formatted(i));
      assertAnswerComes(asked, client);
    }
  }

  @Test
  void theNextRequestHasNoneOfTheLastOne() throws Exception {
    RawClient client = client();
    client.send(PUT.formatted("a") + "0\r\nx-sum: 42\r\n\r\n");
    RawClient asked = accepted();
    asked.head();
    assertThat(asked.head()).isEqualTo("0\r\nx-sum: 42\r\n\r\n");
    asked.send(OK);
    client.head();
    client.send(PUT.formatted("b") + "0\r\n\r\n");

    assertThat(asked.head()).startsWith("PUT /b ");
    assertThat(asked.head()).isEqualTo("0\r\n\r\n");
    assertAnswerComes(asked, client);
  }

  /** RFC 9110 section 6.5.1: a program behind us may take them for header fields. */
  @Test
  void thoseThatWouldChangeWhatIsAskedForAreDropped() throws Exception {
    RawClient client = client();
    client.send(
        PUT.formatted("a")
            + "0\r\nhost: evil\r\nauthorization: evil\r\ncookie: evil\r\nx-sum: 42\r\n"
            + "content-length: 3\r\ntransfer-encoding: gzip\r\ntrailer: x\r\nte: gzip\r\n"
            + "x-forwarded-for: evil\r\nforwarded: for=evil\r\nx-original-url: /evil\r\n"
            + "content-type: evil/evil\r\nif-match: evil\r\nrange: bytes=0-1\r\n"
            + "x-http-method-override: DELETE\r\nconnection: x-sum\r\ncdn-loop: evil\r\n\r\n");
    RawClient asked = accepted();
    asked.head();

    assertThat(asked.head()).isEqualTo("0\r\nx-sum: 42\r\n\r\n");
    assertAnswerComes(asked, client);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x sum: 42", "x-sum : 42", ": 42", "x-sum", "x-sum: 4\0002", "x-sum: 4\r2"})
  void malformedOnesEndTheRequest(String line) throws Exception {
    RawClient client = client();
    client.send(PUT.formatted("a") + "0\r\n" + line + "\r\n\r\n");
    RawClient asked = accepted();
    asked.head();

    assertThat(asked.rest()).doesNotContain("0\r\n");
    assertThat(client.head()).startsWith("HTTP/1.1 400 ").containsIgnoringCase("connection: close");
    assertThat(client.endsByItself()).isTrue();
  }

  @Test
  void tooManyBytesOfThemEndTheRequest() throws Exception {
    RawClient client = client();
    StringBuilder all = new StringBuilder(PUT.formatted("a") + "0\r\n");
    for (int i = 0; i < 300; i++) {
      all.append("x-%d: %s\r\n".formatted(i, "y".repeat(100)));
    }
    client.send(all + "\r\n");
    RawClient asked = accepted();
    asked.head();

    assertThat(asked.rest()).doesNotContain("0\r\n");
    assertThat(client.head()).startsWith("HTTP/1.1 400 ").containsIgnoringCase("connection: close");
    assertThat(client.endsByItself()).isTrue();
  }

  @Test
  void thoseOfARequestInHttp2ArePassedOn() throws Exception {
    try (RawHttp2 raw = new RawHttp2(edges.port())) {
      raw.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.head("PUT", "/a"));
      raw.send(RawHttp2.DATA, 0, 1, 'h', 'i');
      raw.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 3, RawHttp2.head("PUT", "/b"));
      RawClient first = accepted();
      assertThat(first.head()).startsWith("PUT /a ");
      RawClient second = accepted();
      assertThat(second.head()).startsWith("PUT /b ");
      end(raw, 3, "x-sum", "3", "authorization", "evil");
      end(raw, 1, "x-sum", "1");

      assertThat(first.head()).isEqualTo("2\r\nhi\r\n0\r\nx-sum: 1\r\n\r\n");
      assertThat(second.head()).isEqualTo("0\r\nx-sum: 3\r\n\r\n");
      first.send(OK);
      assertThat(raw.frame(RawHttp2.HEADERS).is200()).isTrue();
      second.send(OK);
      assertThat(raw.frame(RawHttp2.HEADERS).is200()).isTrue();
    }
  }

  private static void end(RawHttp2 raw, int stream, String... trailers) throws IOException {
    raw.send(
        RawHttp2.HEADERS,
        RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
        stream,
        RawHttp2.fields(trailers));
  }

  /** RFC 9113 section 8.1. */
  @ParameterizedTest
  @ValueSource(strings = {":path", ":method", ":evil", "x sum", "X-Sum", ""})
  void malformedOnesInHttp2EndTheirStream(String name) throws Exception {
    try (RawHttp2 raw = new RawHttp2(edges.port())) {
      raw.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.head("PUT", "/a"));
      RawClient asked = accepted();
      asked.head();
      end(raw, 1, name, "/evil");

      Frame reset = raw.frame(RawHttp2.RST_STREAM);
      assertThat(reset.error()).isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
      assertThat(asked.rest()).doesNotContain("0\r\n", "evil");
    }
  }

  @Test
  void thoseOfAnAnswerArePassedOn() throws Exception {
    RawClient client = client();
    client.send("GET /a HTTP/1.1\r\nhost: shop.test\r\nte: trailers\r\nconnection: close\r\n\r\n");
    RawClient asked = accepted();

    assertThat(asked.head()).contains("\r\nte: trailers\r\n", "\r\nconnection: te\r\n");
    asked.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n");
    asked.send("4\r\nbody\r\n0\r\nx-sum: 42\r\ncontent-length: 3\r\nhost: evil\r\n\r\n");
    assertThat(client.head()).contains("trailer: x-sum\r\n");
    assertThat(client.rest()).isEqualTo("4\r\nbody\r\n0\r\nx-sum: 42\r\n\r\n");
  }

  /** They are not stored, and so not announced either. */
  @Test
  void aStoredAnswerAnnouncesNone() throws Exception {
    // What is stored before an edge holds its leases is taken for stale.
    Awaitility.await().until(() -> edges.node(1).viewReadiness().ready());
    RawClient client = client();
    client.send("GET /a HTTP/1.1\r\nhost: shop.test\r\nconnection: close\r\n\r\n");
    RawClient asked = accepted();
    asked.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x-sum\r\n");
    asked.send("cache-control: max-age=60\r\n\r\n4\r\nbody\r\n0\r\nx-sum: 42\r\n\r\n");
    client.rest();
    RawClient next = client();
    next.send("GET /a HTTP/1.1\r\nhost: shop.test\r\n\r\n");

    assertThat(next.answer()).contains("hit").endsWith("body").doesNotContain("trailer", "x-sum");
  }

  @Test
  void aBodyOfKnownLengthAnnouncesNone() throws Exception {
    RawClient client = client();
    client.send("PUT /a HTTP/1.1\r\nhost: shop.test\r\ncontent-length: 0\r\ntrailer: x\r\n\r\n");
    RawClient asked = accepted();

    assertThat(asked.head()).doesNotContain("trailer");
    assertAnswerComes(asked, client);
  }
}
