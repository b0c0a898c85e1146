package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.parts.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every kind on real parts: what was acknowledged is there once, whatever befalls Redis. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KindsOnRealPartsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** Written by each writer. */
  private static final int ROUNDS = 60;

  private static final Set<Integer> DONE = Set.of(200, 201, 202, 204);

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private RealRegion region;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    region = new RealRegion("us-east", folder, 2);
    region.start(List.of());
  }

  @AfterAll
  void stop() throws Exception {
    client.close();
    region.close();
  }

  /** One kind's write of a round, through the edge whose turn it is. */
  private enum Writer {
    REGISTER("PUT", "/v1/kv/profiles/last", "value %d"),
    COUNTER("POST", "/v1/counters/hits/home", "{\"delta\":1}"),
    SET("PUT", "/v1/sets/tags/post/members/m%d", ""),
    LEADERBOARD("PUT", "/v1/leaderboards/scores/june/members/m%d", "{\"score\":%d}"),
    DOCUMENT("PATCH", "/v1/documents/docs/ada", "{\"fields\":{\"f%d\":%1$d}}");

    final String method;
    final String path;
    final String body;

    Writer(String method, String path, String body) {
      this.method = method;
      this.path = path;
      this.body = body;
    }
  }

  /** Writes with one key until it is acknowledged: a repeat must not count again. */
  private void write(Writer writer, int round) throws InterruptedException {
    String key = UUID.randomUUID().toString();
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    String last = "no answer";
    for (int attempt = 0; System.nanoTime() < deadline; attempt++) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  region.uri(1 + (round + attempt) % 2, writer.path.formatted(round)))
              .timeout(DEADLINE)
              .header("Idempotency-Key", key)
              .method(writer.method, BodyPublishers.ofString(writer.body.formatted(round)));
      try {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        if (DONE.contains(answer.statusCode())) {
          acknowledged.incrementAndGet();
          return;
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        last = answer.body();
      } catch (IOException e) {
        last = e.toString();
      }
    }
    throw new AssertionError("%s %d was never acknowledged: %s".formatted(writer, round, last));
  }

  @Test
  void nothingIsLostOrDoubledWhenRedisIsEmptiedRestartedOrFallsBackToAnOldCopy() throws Exception {
    int all = ROUNDS * Writer.values().length;
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (Writer writer : Writer.values()) {
        running.add(
            writers.submit(() -> {
              for (int round = 1; round <= ROUNDS; round++) {
                write(writer, round);
              }
              return null;
            }));
      }
      awaitAcknowledged(all / 6);
      RedisConsole.empty(region.redis);
      awaitAcknowledged(all * 2 / 6);
      region.redis.restart();
      awaitAcknowledged(all * 3 / 6);
      try (RedisServer copy = RedisConsole.copy(region.redis)) {
        awaitAcknowledged(all * 4 / 6);
        RedisConsole.fallBack(region.redis, copy);
      }
      for (Future<?> writer : running) {
        writer.get(2 * DEADLINE.toSeconds(), TimeUnit.SECONDS);
      }
    }
    assertThat(acknowledged).hasValue(all);
    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> {
          for (int edge = 1; edge <= 2; edge++) {
            assertEverythingIsThereOnce(edge);
          }
        });
  }

  private void awaitAcknowledged(int count) {
    await().atMost(DEADLINE).until(() -> acknowledged.get() >= count);
  }

  private void assertEverythingIsThereOnce(int edge) throws Exception {
    assertThat(read(edge, "/v1/kv/profiles/last")).isEqualTo("value " + ROUNDS);
    assertThat(read(edge, "/v1/counters/hits/home")).isEqualTo("{\"value\":%d}".formatted(ROUNDS));
    JsonObject members = new JsonObject(read(edge, "/v1/sets/tags/post/members?limit=1000"));
    assertThat(members.getJsonArray("members").stream())
        .containsExactlyInAnyOrderElementsOf(numbered("m").toList());
    JsonObject top = new JsonObject(read(edge, "/v1/leaderboards/scores/june/top?n=1000"));
    assertThat(top.getInteger("total")).isEqualTo(ROUNDS);
    assertThat(top.getJsonArray("members").getJsonObject(0).getInteger("score")).isEqualTo(ROUNDS);
    JsonObject document = new JsonObject(read(edge, "/v1/documents/docs/ada"));
    assertThat(document.getJsonObject("fields").fieldNames())
        .containsExactlyInAnyOrderElementsOf(numbered("f").toList());
  }

  private static Stream<String> numbered(String prefix) {
    return IntStream.rangeClosed(1, ROUNDS).mapToObj(i -> prefix + i);
  }

  private String read(int edge, String path) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(region.uri(edge, path)).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void ofWritersThatRaceOnTheSameValueThroughBothEdgesNoneLosesAnUpdate() throws Exception {
    String path = "/v1/kv/profiles/raced";
    int writers = 8;
    int each = 10;
    assertThat(region.put(path, "0").statusCode()).isEqualTo(201);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int edge = 1 + writer % 2;
        running.add(
            pool.submit(() -> {
              for (int done = 0; done < each; done++) {
                addOne(edge, path);
              }
              return null;
            }));
      }
      for (Future<?> writer : running) {
        writer.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      }
    }
    assertThat(read(1, path)).isEqualTo(Integer.toString(writers * each));
    assertThat(read(2, path)).isEqualTo(Integer.toString(writers * each));
  }

  /** Reads, adds one and writes if nobody else has meanwhile, until that works. */
  private void addOne(int edge, String path) throws Exception {
    int status = 412;
    while (status == 412) {
      HttpResponse<String> read =
          client.send(
              HttpRequest.newBuilder(region.uri(edge, path)).build(), BodyHandlers.ofString());
      int next = Integer.parseInt(read.body()) + 1;
      HttpRequest write =
          HttpRequest.newBuilder(region.uri(edge, path))
              .header("If-Match", read.headers().firstValue("etag").orElseThrow())
              .PUT(BodyPublishers.ofString(Integer.toString(next)))
              .build();
      status = client.send(write, BodyHandlers.ofString()).statusCode();
    }
    assertThat(status).isEqualTo(204);
  }
}
