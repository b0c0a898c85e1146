package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.atoll.edge.TestGateway.Answer;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompressionTest {
  private static final String TEXT = "All work and no play makes Jack a dull boy.\n".repeat(500);

  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway();
    gateway.upstream.answer = text("cache-control", "max-age=60", "etag", "\"v1\"");
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private static Handler<HttpServerRequest> text(String... fields) {
    return request -> {
      request.response().putHeader("content-type", "text/plain");
      TestUpstream.says(TEXT, fields).handle(request);
    };
  }

  private static String decoded(Answer answer) throws IOException {
    InputStream bytes = new ByteArrayInputStream(answer.bytes().getBytes());
    try (InputStream in =
        switch (answer.header("content-encoding")) {
          case "gzip" -> new GZIPInputStream(bytes);
          case "br" -> new BrotliInputStream(bytes);
          case "zstd" -> new ZstdInputStreamNoFinalizer(bytes);
          default -> bytes;
        }) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void eachClientGetsTheCodingItLikesFromOneStoredAnswer() throws Exception {
    assertThat(gateway.get("/a").body()).isEqualTo(TEXT);

    for (String coding : List.of("gzip", "br", "zstd")) {
      for (int i = 0; i < 3; i++) {
        Answer answer = gateway.get("/a", "accept-encoding", coding);

        assertThat(answer.header("content-encoding")).isEqualTo(coding);
        assertThat(answer.cacheStatus()).contains("hit");
        assertThat(answer.header("content-length")).isEqualTo("" + answer.bytes().length());
        assertThat(answer.bytes().length()).isLessThan(TEXT.length() / 10);
        assertThat(answer.header("etag")).isEqualTo("W/\"v1\"");
        assertThat(answer.head().headers().getAll("vary")).containsExactly("Accept-Encoding");
        assertThat(decoded(answer)).isEqualTo(TEXT);
      }
    }
    Answer plain = gateway.get("/a");
    assertThat(plain.body()).isEqualTo(TEXT);
    assertThat(plain.header("etag")).isEqualTo("\"v1\"");
    assertThat(plain.head().headers().getAll("vary")).containsExactly("Accept-Encoding");
    assertThat(gateway.upstream.asked).hasSize(1);
  }

  @Test
  void aMissIsCompressedAsItComes() throws Exception {
    for (String coding : List.of("gzip", "br", "zstd")) {
      Answer answer = gateway.get("/" + coding, "accept-encoding", coding);

      assertThat(answer.cacheStatus()).contains("stored");
      assertThat(answer.header("content-encoding")).isEqualTo(coding);
      assertThat(answer.header("content-length")).isEqualTo("null");
      assertThat(answer.header("etag")).isEqualTo("W/\"v1\"");
      assertThat(decoded(answer)).isEqualTo(TEXT);
    }
  }

  @Test
  void whatIsNotStoredIsCompressedToo() throws Exception {
    gateway.upstream.answer = text("cache-control", "private", "etag", "\"v1\"");

    Answer answer = gateway.get("/a", "accept-encoding", "br");

    assertThat(answer.header("content-encoding")).isEqualTo("br");
    assertThat(answer.header("etag")).isEqualTo("W/\"v1\"");
    assertThat(answer.header("vary")).isEqualTo("Accept-Encoding");
    assertThat(decoded(answer)).isEqualTo(TEXT);
    Answer head = gateway.ask("HEAD", "/a", "", "accept-encoding", "br");
    assertThat(head.header("content-encoding")).isEqualTo("br");
    assertThat(head.bytes().length()).isZero();
  }

  @Test
  void whatComesSlowlyIsSeenAtOnce() throws Exception {
    CompletableFuture<HttpServerResponse> coming = new CompletableFuture<>();
    gateway.upstream.answer =
        request -> {
          HttpServerResponse response = request.response().setChunked(true);
          response.putHeader("content-type", "text/html").putHeader("cache-control", "no-store");
          response.write("first");
          coming.complete(response);
        };
    RawClient client = new RawClient(gateway.edges.port());
    client.send("GET /a HTTP/1.1\r\nhost: shop.test\r\naccept-encoding: gzip\r\n\r\n");

    assertThat(client.head()).contains("content-encoding: gzip");
    // More than the ten bytes with which gzip begins: what came first is in it.
    assertThat(Integer.parseInt(client.line(), 16)).isGreaterThan(12);
    coming.join().end("last");
    client.close();
  }

  @Test
  void aPartIsOneOfTheContentAsItIs() throws Exception {
    gateway.get("/a");
    Answer part = gateway.get("/a", "accept-encoding", "gzip", "range", "bytes=0-7");

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.head().getHeader("content-encoding")).isNull();
    assertThat(part.body()).isEqualTo("All work");
  }

  @Test
  void aClientThatHasItInItsCodingIsToldSo() throws Exception {
    gateway.get("/a");
    Answer answer = gateway.get("/a", "accept-encoding", "br", "if-none-match", "W/\"v1\"");

    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.header("etag")).isEqualTo("W/\"v1\"");
    assertThat(answer.header("vary")).isEqualTo("Accept-Encoding");
  }

  @Test
  void whatIsEncodedAlreadyIsPassedOnAsItCame() throws Exception {
    gateway.upstream.answer =
        text(
            "cache-control",
            "max-age=60",
            "content-encoding",
            "deflate",
            "vary",
            "accept-encoding");

    for (int i = 0; i < 2; i++) {
      Answer answer = gateway.get("/a", "accept-encoding", "gzip, deflate");
      assertThat(answer.header("content-encoding")).isEqualTo("deflate");
      assertThat(answer.body()).isEqualTo(TEXT);
    }
  }

  @Test
  void whoForbidsTransformingIsObeyed() throws Exception {
    gateway.get("/a");
    assertThat(
            gateway
                .get("/a", "accept-encoding", "gzip", "cache-control", "no-transform")
                .head()
                .getHeader("content-encoding"))
        .isNull();
    gateway.upstream.answer = text("cache-control", "max-age=60, no-transform");
    gateway.get("/b");
    Answer answer = gateway.get("/b", "accept-encoding", "gzip");
    assertThat(answer.head().getHeader("content-encoding")).isNull();
    assertThat(answer.head().getHeader("vary")).isNull();
  }

  @Test
  void whatDoesNotGetShorterIsSentAsItIs() throws Exception {
    byte[] noise = new byte[2000];
    new java.util.Random(1).nextBytes(noise);
    gateway.upstream.answer =
        request ->
            request
                .response()
                .putHeader("content-type", "text/plain")
                .putHeader("cache-control", "max-age=60")
                .end(Buffer.buffer(noise));
    gateway.get("/a");
    for (int i = 0; i < 2; i++) {
      Answer answer = gateway.get("/a", "accept-encoding", "gzip");
      assertThat(answer.head().getHeader("content-encoding")).isNull();
      assertThat(answer.bytes().getBytes()).isEqualTo(noise);
    }
  }

  @Test
  void aClientThatLeavesGivesItsEncoderBack() throws Exception {
    gateway.upstream.answer =
        request -> {
          HttpServerResponse response = request.response().setChunked(true);
          response.putHeader("content-type", "text/html").putHeader("cache-control", "no-store");
          response.write("first");
        };
    RawClient client = new RawClient(gateway.edges.port());
    client.send("GET /a HTTP/1.1\r\nhost: shop.test\r\naccept-encoding: zstd\r\n\r\n");
    client.head();
    assertThat(streams()).isEqualTo(1);
    client.close();
    Awaitility.await().untilAsserted(() -> assertThat(streams()).isZero());
  }

  private double streams() {
    return gateway.edges.meters.get("atoll_edge_encoding_streams").gauge().value();
  }
}
