package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.TestGateway.Answer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of sharing when the Redis of a region is slow, away, full or not fit for it. */
class SharedRedisTest {
  @RegisterExtension static final SharingEdges EDGES = new SharingEdges();

  @Test
  void aRedisThatHangsCostsOneRequestItsPatience() throws Exception {
    EDGES.restart("shared: {timeout: 100ms}\n");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          EDGES.get(1, "/before-" + System.nanoTime());
          assertThat(EDGES.counted("atoll_edge_shared_writes", "stored")).isPositive();
        });
    double before = EDGES.counted("atoll_edge_shared_looks", "failed");
    long stopped = System.nanoTime();
    EDGES.stopRedis();
    try {
      // Answered while Redis says nothing, by the upstream.
      for (int i = 0; i < 20; i++) {
        assertThat(EDGES.get(1, "/" + i).cacheStatus()).contains("fwd=uri-miss", "stored");
      }
      assertThat(EDGES.gateway().ask(1, "HEAD", "/x", "").status()).isEqualTo(200);
      assertThat(EDGES.get(1, "/y", "cache-control", "only-if-cached").status()).isEqualTo(504);
    } finally {
      EDGES.continueRedis();
    }
    // One a second tries it, not each of them.
    double secondsMax = Math.ceil((System.nanoTime() - stopped) / 1e9) + 1;
    assertThat(EDGES.counted("atoll_edge_shared_looks", "failed") - before)
        .isBetween(1.0, secondsMax);
    double stored = EDGES.counted("atoll_edge_shared_writes", "stored");
    Awaitility.await()
        .untilAsserted(() -> {
          EDGES.get(1, "/after-" + System.nanoTime());
          assertThat(EDGES.counted("atoll_edge_shared_writes", "stored")).isGreaterThan(stored);
        });
  }

  @Test
  void whatWaitsForASlowRedisIsBoundedAndTheRestIsCounted() throws Exception {
    EDGES.restart("shared: {timeout: 5s, pending-bytes-max: 64KiB}\n");
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    EDGES.gateway().upstream.answer = held::add;
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      answers.add(EDGES.gateway().begin(1, "GET", "/" + i, ""));
    }
    Awaitility.await().until(() -> held.size() == 5);
    EDGES.stopRedis();
    try {
      String body = "x".repeat(30 << 10);
      held.forEach(
          request -> TestUpstream.says(body, "cache-control", "max-age=60").handle(request));
      for (Future<Answer> answer : answers) {
        assertThat(TestEdges.await(answer).bytes().length()).isEqualTo(30 << 10);
      }
      assertThat(EDGES.counted("atoll_edge_shared_writes", "skipped")).isEqualTo(3);
      assertThat(EDGES.gateway().edges.meters.get("atoll_edge_shared_pending_bytes").gauges())
          .allSatisfy(gauge -> assertThat(gauge.value()).isLessThanOrEqualTo(64 << 10))
          .anySatisfy(gauge -> assertThat(gauge.value()).isEqualTo(60 << 10));
    } finally {
      EDGES.continueRedis();
    }
    EDGES.awaitStored(2);
    Awaitility.await()
        .until(() ->
            EDGES.gateway().edges.meters.get("atoll_edge_shared_pending_bytes").gauges().stream()
                .allMatch(gauge -> gauge.value() == 0));
  }

  @Test
  void aBodyThatLostAPieceIsAskedForAnew() throws Exception {
    Buffer large = Buffer.buffer(new byte[200_000]);
    EDGES.gateway().upstream.answer =
        request -> request.response().putHeader("cache-control", "max-age=60").end(large);
    EDGES.get(1, "/large");
    EDGES.awaitStored(1);
    String chunk =
        RedisConsole.keys(EDGES.redis()).stream()
            .filter(name -> name.endsWith(":2"))
            .findFirst()
            .orElseThrow();
    RedisConsole.delete(EDGES.redis(), chunk);

    Answer answer = EDGES.get(2, "/large");

    assertThat(answer.bytes()).isEqualTo(large);
    assertThat(answer.cacheStatus()).contains("fwd=uri-miss", "stored");
    assertThat(EDGES.gateway().upstream.asked).hasSize(2);
  }

  @Test
  void withoutRedisAnEdgeDoesWithout() throws Exception {
    EDGES.redis().kill();

    assertThat(EDGES.get(1, "/a").body()).isEqualTo("hello");
    assertThat(EDGES.get(1, "/a").cacheStatus()).matches("atoll; hit; ttl=\\d+");
    assertThat(EDGES.get(2, "/a").cacheStatus()).contains("fwd=uri-miss", "stored");
    assertThat(EDGES.counted("atoll_edge_shared_looks", "failed")).isPositive();
  }

  @Test
  void aRedisThatWouldRefuseTheViewIsNotFilled() throws Exception {
    RedisConsole.set(EDGES.redis(), "maxmemory-policy", "noeviction");

    EDGES.get(1, "/a");
    EDGES.get(2, "/a");

    assertThat(RedisConsole.keys(EDGES.redis())).isEmpty();
    assertThat(EDGES.gateway().upstream.asked).hasSize(2);
  }

  @Test
  void everythingInRedisHasATimeToLive() throws Exception {
    Buffer large = Buffer.buffer(new byte[200_000]);
    EDGES.gateway().upstream.answer =
        request ->
            request
                .response()
                .putHeader("cache-control", "max-age=60")
                .putHeader("vary", "accept-language")
                .end(large);
    EDGES.get(1, "/large", "accept-language", "de");
    EDGES.gateway().upstream.answer = TestUpstream.says("x", "cache-control", "no-store");
    EDGES.get(1, "/alone");
    EDGES.gateway().upstream.answer = held -> {};
    Future<Answer> leading = EDGES.gateway().begin(1, "GET", "/leading", "");
    EDGES.awaitStored(1);
    // Two names of the large one, its four chunks, what is alone, and a lease; how far it had come,
    // if
    // it took its time.
    Awaitility.await()
        .until(() ->
            RedisConsole.keys(EDGES.redis()).stream().filter(name -> !name.contains("}p:")).count()
                == 8);

    for (String name : RedisConsole.keys(EDGES.redis())) {
      assertThat(RedisConsole.millisToLive(EDGES.redis(), name)).as(name).isPositive();
    }
    assertThat(leading.isComplete()).isFalse();
  }

  @Test
  void anAnswerThatComesInOneIsStoredByTwoRequests() throws Exception {
    // So that the scripts are in Redis' cache, and it has been looked at.
    EDGES.get(1, "/before");
    EDGES.awaitStored(1);
    long before = RedisConsole.calls(EDGES.redis(), "evalsha");

    EDGES.get(1, "/a");

    EDGES.awaitStored(2);
    assertThat(RedisConsole.calls(EDGES.redis(), "evalsha") - before).isEqualTo(2);
    assertThat(EDGES.counted("atoll_edge_shared_writes", "announced")).isZero();
  }
}
