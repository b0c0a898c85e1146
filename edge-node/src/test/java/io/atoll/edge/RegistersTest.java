package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistersTest {
  private static final String ADA = "/v1/kv/profiles/ada";
  private TestEdges edges;

  @BeforeEach
  void start() throws Exception {
    edges = TestEdges.start();
  }

  @AfterEach
  void stop() throws Exception {
    edges.close();
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void theSameBytesAndContentTypeComeBackFromRedisAndThenFromMemory() throws Exception {
    byte[] bytes = new byte[70_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    HttpResponse<String> put =
        edges.call(
            edges
                .request(1, ADA, "content-type", "image/x-ada; v=\"1\"")
                .PUT(BodyPublishers.ofByteArray(bytes)));
    assertThat(put.statusCode()).isEqualTo(201);

    for (String cacheStatus : new String[] {"atoll; fwd=miss; detail=L2; stored", "atoll; hit"}) {
      HttpResponse<byte[]> got =
          java.net.http.HttpClient.newHttpClient()
              .send(edges.request(1, ADA).GET().build(), BodyHandlers.ofByteArray());
      assertThat(got.statusCode()).isEqualTo(200);
      assertThat(got.body()).isEqualTo(bytes);
      assertThat(header(got, "content-type")).isEqualTo("image/x-ada; v=\"1\"");
      assertThat(header(got, "cache-status")).isEqualTo(cacheStatus);
      assertThat(header(got, "etag")).isEqualTo(header(put, "etag")).matches("\"[^\"]+\"");
      assertThat(header(got, "atoll-region")).isEqualTo("us-east");
      assertThat(header(got, "date")).endsWith("GMT");
      assertThat(header(got, "cache-control")).isEqualTo("no-cache");
    }
  }

  @Test
  void writesSayWhatTheyCameTo() throws Exception {
    assertThat(edges.put(ADA, "1").statusCode()).isEqualTo(201);
    assertThat(edges.put(ADA, "2").statusCode()).isEqualTo(204);
    assertThat(edges.delete(ADA).statusCode()).isEqualTo(204);
    assertThat(edges.delete(ADA).statusCode()).as("there was nothing").isEqualTo(204);
    assertThat(edges.get(ADA).statusCode()).isEqualTo(404);
    assertThat(edges.put(ADA, "3").statusCode()).isEqualTo(201);
    assertThat(edges.get(ADA).body()).isEqualTo("3");
  }

  @Test
  void anEmptyValueIsAValue() throws Exception {
    assertThat(edges.put(ADA, "", "content-type", "text/plain").statusCode()).isEqualTo(201);

    HttpResponse<String> got = edges.get(ADA);

    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isEmpty();
    assertThat(header(got, "content-type")).isEqualTo("text/plain");
  }

  @Test
  void namesKeepSlashesSpacesAndUnicode() throws Exception {
    assertThat(edges.put("/v1/kv/profiles/a%2Fb/%C3%BC%20%25", "x").statusCode()).isEqualTo(201);

    assertThat(edges.get("/v1/kv/profiles/a/b/%c3%bc%20%25").body()).isEqualTo("x");
    assertThat(edges.region.log.getFirst().key().name()).isEqualTo("a/b/ü %");
  }

  @Test
  void headIsGetWithoutTheBody() throws Exception {
    edges.put(ADA, "twelve bytes", "content-type", "text/plain");
    HttpResponse<String> get = edges.get(ADA);

    HttpResponse<String> head = edges.method("HEAD", ADA);

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name : new String[] {"content-length", "content-type", "etag", "cache-control"}) {
      assertThat(header(head, name)).as(name).isEqualTo(header(get, name)).isNotEmpty();
    }
    assertThat(edges.method("HEAD", "/v1/kv/profiles/nobody").statusCode()).isEqualTo(404);
  }

  @Test
  void aKnownEntityTagIsAnswered304() throws Exception {
    String tag = header(edges.put(ADA, "1"), "etag");

    for (String field : new String[] {tag, "*", "W/" + tag, "\"other\", W/\"x,y\" ," + tag}) {
      HttpResponse<String> got = edges.get(ADA, "if-none-match", field);
      assertThat(got.statusCode()).as(field).isEqualTo(304);
      assertThat(got.body()).isEmpty();
      assertThat(header(got, "etag")).isEqualTo(tag);
      assertThat(header(got, "content-type")).isEmpty();
    }
    assertThat(edges.get(ADA, "if-none-match", "\"other\"").statusCode()).isEqualTo(200);
    assertThat(edges.get(ADA, "if-match", "\"other\"").statusCode()).isEqualTo(412);
    edges.put(ADA, "2");
    assertThat(edges.get(ADA, "if-none-match", tag).body()).isEqualTo("2");
  }

  @Test
  void aValueIsNotReadPastItsTimeToLive() throws Exception {
    edges.put(ADA, "1", "atoll-ttl", "1");
    edges.put("/v1/kv/brief/x", "1");
    edges.put("/v1/kv/brief/y", "1", "atoll-ttl", "1000");

    HttpResponse<String> fresh = edges.get(ADA);
    assertThat(fresh.statusCode()).isEqualTo(200);
    assertThat(header(fresh, "cache-status")).endsWith("; ttl=0");
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> {
          assertThat(edges.get(ADA).statusCode()).isEqualTo(404);
          assertThat(edges.get("/v1/kv/brief/x").statusCode()).isEqualTo(404);
        });
    assertThat(edges.get("/v1/kv/brief/y").statusCode()).isEqualTo(200);
    assertThat(edges.put(ADA, "again").statusCode()).isEqualTo(201);
  }

  @Test
  void aWriteThatIsSavedButNotVisibleIsAnswered202() throws Exception {
    edges.region.applierPaused = true;

    HttpResponse<String> put = edges.put(ADA, "1");

    assertThat(put.statusCode()).isEqualTo(202);
    assertThat(new JsonObject(put.body()).getString("position"))
        .isEqualTo("us-east~life-1/" + edges.region.log.getFirst().key().partition(4) + "/0");
    assertThat(header(put, "etag")).isEmpty();
  }

  @Test
  void aWriteThatTheLogDoesNotConfirmIsAnswered503() throws Exception {
    edges.region.logDown = true;

    HttpResponse<String> put = edges.put(ADA, "1");

    assertThat(put.statusCode()).isEqualTo(503);
    assertThat(header(put, "retry-after")).isEqualTo("1");
    assertThat(header(put, "content-type")).isEqualTo("application/problem+json");
  }

  @Test
  void withoutRedisWritesAreSavedAndReadsAreRefused() throws Exception {
    edges.put(ADA, "1");
    assertThat(edges.get(ADA).statusCode()).isEqualTo(200);
    edges.region.viewDown = true;

    HttpResponse<String> put = edges.put(ADA, "2");

    assertThat(put.statusCode()).isEqualTo(202);
    assertThat(edges.region.log.get(1).timestamp())
        .isGreaterThan(edges.region.log.get(0).timestamp());
    await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(() -> assertThat(edges.get(ADA).statusCode()).isEqualTo(503));
    assertThat(header(edges.get(ADA), "retry-after")).isEqualTo("1");
    edges.region.viewDown = false;
    await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(() -> assertThat(edges.get(ADA).body()).isEqualTo("2"));
  }

  @Test
  void aLostAppliedMessageDelaysTheAnswerByALease() throws Exception {
    edges.region.appliedLost = true;
    long start = System.nanoTime();

    assertThat(edges.put(ADA, "1").statusCode()).isEqualTo(201);
    assertThat(edges.put(ADA, "2").statusCode()).isEqualTo(204);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(400));
  }

  @Test
  void aRestartedRedisEmptiesTheMemory() throws Exception {
    edges.put(ADA, "1");
    edges.get(ADA);
    assertThat(header(edges.get(ADA), "cache-status")).isEqualTo("atoll; hit");

    edges.region.restartRedis();

    await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(
            () -> assertThat(header(edges.get(ADA), "cache-status")).contains("fwd=miss"));
    assertThat(edges.get(ADA).body()).isEqualTo("1");
  }

  @Test
  void healthTriesRedisAndTheLog() throws Exception {
    HttpResponse<String> well = edges.get("/v1/health");
    assertThat(well.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(well.body()).getJsonObject("checks").getMap())
        .isEqualTo(java.util.Map.of("view", "ok", "log", "ok"));

    edges.region.viewDown = true;

    await()
        .atMost(Duration.ofSeconds(3))
        .untilAsserted(() -> assertThat(edges.get("/v1/health").statusCode()).isEqualTo(503));
    assertThat(new JsonObject(edges.get("/v1/health").body()).getJsonObject("checks").getMap())
        .containsEntry("log", "ok")
        .containsEntry("view", "failing: ViewUnavailableException");
  }
}
