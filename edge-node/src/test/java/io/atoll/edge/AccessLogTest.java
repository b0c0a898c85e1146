package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.access.AccessConfig;
import io.atoll.edge.access.AccessConfig.Format;
import io.atoll.edge.access.AccessLog;
import io.atoll.edge.access.Answered;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("access.log");
  }

  private static List<String> lines(Path file, int count) {
    Awaitility.await().ignoreExceptions().until(() -> Files.readAllLines(file).size() >= count);
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TestGateway gateway(Format format) throws Exception {
    return new TestGateway(new AccessConfig(format, Optional.of(file()), 1_000));
  }

  @Test
  void everyAnswerIsALineWhateverItCameFrom() throws Exception {
    TestGateway gateway = gateway(Format.JSON);
    gateway.get("/a?b=c", "referer", "http://x.test/", "user-agent", "me");
    Awaitility.await().until(() -> gateway.get("/a?b=c").cacheStatus().contains("atoll; hit"));
    RawClient refused = new RawClient(gateway.edges.port());
    refused.send("GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n").head();
    try (RawHttp2 http2 = new RawHttp2(gateway.edges.port())) {
      http2.get(1, "/a?b=c", "user-agent", "frames");
      http2.frame(RawHttp2.HEADERS);
    }

    List<JsonObject> all = lines(file(), 4).stream().map(JsonObject::new).toList();

    JsonObject first = all.getFirst();
    assertThat(first.getString("target")).isEqualTo("/a?b=c");
    assertThat(first.getString("host")).isEqualTo("shop.test");
    assertThat(first.getString("method")).isEqualTo("GET");
    assertThat(first.getInteger("status")).isEqualTo(200);
    assertThat(first.getInteger("bytes")).isEqualTo(5);
    assertThat(first.getLong("micros")).isPositive();
    assertThat(first.getString("cache")).contains("fwd=uri-miss");
    assertThat(first.getString("referer")).isEqualTo("http://x.test/");
    assertThat(first.getString("agent")).isEqualTo("me");
    assertThat(first.getString("client")).isEqualTo("127.0.0.1");
    assertThat(all)
        .anyMatch(line -> String.valueOf(line.getString("cache")).contains("atoll; hit"));
    assertThat(all).anyMatch(line -> line.getInteger("status") == 400);
    assertThat(all)
        .anyMatch(line ->
            line.getString("protocol").equals("HTTP/2.0")
                && line.getString("agent").equals("frames"));
    gateway.close();
  }

  @Test
  void aWebSocketIsALineWhenItHasEnded() throws Exception {
    TestGateway gateway = gateway(Format.JSON);
    gateway.upstream.answer = TestUpstream.echo();

    String echoed =
        TestUpstream.talk(
            gateway.vertx,
            new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(gateway.edges.port())
                .putHeader("host", "shop.test")
                .setURI("/chat"),
            3);

    assertThat(echoed).isEqualTo("3 messages of 200000 bytes");
    JsonObject line = new JsonObject(lines(file(), 1).getFirst());
    assertThat(line.getString("target")).isEqualTo("/chat");
    assertThat(line.getInteger("status")).isEqualTo(101);
    assertThat(line.getInteger("bytes")).isBetween(600_000, 601_000);
    assertThat(line.getString("cache")).isEqualTo("atoll; fwd=bypass; fwd-status=101");
    gateway.close();
  }

  @Test
  void whatAClientSendsStaysOneFieldOfOneLine() throws Exception {
    TestGateway gateway = gateway(Format.COMBINED);
    RawClient client = new RawClient(gateway.edges.port());
    client.send("GET /x HTTP/1.1\r\nhost: shop.test\r\nuser-agent: a\"b\\c\u00e9\r\n\r\n").head();

    assertThat(lines(file(), 1).getFirst())
        .matches(
            "127\\.0\\.0\\.1 - - \\[[^]]+ \\+0000] \"GET /x HTTP/1.1\" 200 5 \"-\""
                + " \"a\\\\x22b\\\\x5Cc\\\\xE9\"");
    gateway.close();
  }

  @Test
  void aFileThatWasRenamedIsMadeAnew() throws Exception {
    TestGateway gateway = gateway(Format.JSON);
    gateway.get("/before");
    Path rotated = folder.resolve("access.log.1");
    assertThat(lines(file(), 1)).hasSize(1);
    Files.move(file(), rotated);

    Awaitility.await()
        .until(() -> {
          gateway.get("/after");
          return Files.exists(file());
        });

    assertThat(lines(file(), 1).getFirst()).contains("/after");
    assertThat(Files.readAllLines(rotated).getFirst()).contains("/before");
    gateway.close();
  }

  @Test
  void linesBeyondTheBoundAreDroppedAndCountedAndNobodyWaits() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    // Not started: nobody writes.
    AccessLog log =
        new AccessLog(
            new AccessConfig(Format.JSON, Optional.of(file()), 100), System::nanoTime, meters);

    for (int i = 0; i < 150; i++) {
      log.note(new Answered(0, "c", null, "GET", "/" + i, "HTTP/1.1", 200, 0, 0, null, null, null));
    }

    assertThat(meters.counter("atoll_edge_access_lines", "outcome", "dropped").count())
        .isEqualTo(50);
  }

  @Test
  void aStopWritesWhatWasNotedBefore() throws Exception {
    AccessLog log =
        new AccessLog(
            new AccessConfig(Format.JSON, Optional.of(file()), 5_000),
            System::nanoTime,
            new SimpleMeterRegistry());
    for (int i = 0; i < 3_000; i++) {
      log.note(new Answered(0, "c", null, "GET", "/" + i, "HTTP/1.1", 200, 0, 0, null, null, null));
    }
    TestEdges.await(log.start());

    TestEdges.await(log.stop());

    assertThat(Files.readAllLines(file())).hasSize(3_000);
  }
}
