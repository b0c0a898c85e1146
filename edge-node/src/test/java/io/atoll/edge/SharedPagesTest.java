package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.TestGateway.Answer;
import io.atoll.parts.RedisServer;
import io.atoll.runtime.access.Access;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two edges of one region, and a Redis in which they share what they have stored. */
class SharedPagesTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final String PATIENT =
      "wait-max: 20s\nshared: {timeout: 5s, object-bytes-max: 8MiB}\n";
  private static final int MISSES = 10_000;
  private static final RedisServer REDIS = RedisServer.start();

  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    REDIS.restart();
    gateway = gateway(PATIENT);
  }

  /** With an upstream that may take its time. */
  private static TestGateway gateway(String config) throws Exception {
    return new TestGateway(
        TestEdges.limits(), "60s", config, Access.operatorToken(TOKEN), 2, REDIS);
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  @AfterAll
  static void stopRedis() {
    REDIS.close();
  }

  private Answer get(int edge, String path, String... fields) throws Exception {
    return gateway.ask(edge, "GET", path, "", fields);
  }

  private double counted(String meter, String outcome) {
    return gateway.edges.meters.get(meter).tag("outcome", outcome).counter().count();
  }

  private void awaitStored(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> counted("atoll_edge_shared_writes", "stored") >= count);
  }

  private void purge(String body) throws Exception {
    Answer answer =
        gateway.ask(
            "POST", "/v1/purges", body, "host", "127.0.0.1", "authorization", "Bearer " + TOKEN);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void whatOneEdgeHasStoredTheOtherFinds() throws Exception {
    gateway.upstream.answer =
        TestUpstream.says("hello", "cache-control", "max-age=60", "age", "7", "x-made", "once");
    get(1, "/a");
    awaitStored(1);

    Answer found = get(2, "/a");
    Answer again = get(2, "/a");

    assertThat(found.body()).isEqualTo("hello");
    assertThat(found.header("x-made")).isEqualTo("once");
    assertThat(found.cacheStatus()).matches("atoll; hit; ttl=\\d+; detail=region");
    assertThat(Integer.parseInt(found.header("age"))).isBetween(7, 40);
    assertThat(again.cacheStatus()).matches("atoll; hit; ttl=\\d+");
    assertThat(gateway.upstream.asked).hasSize(1);
  }

  @Test
  void anEdgeThatStartsLaterFindsItToo() throws Exception {
    get(1, "/a");
    awaitStored(1);
    gateway.edges.put("/v1/kv/profiles/ada", "something else changes");
    gateway.edges.addNode();
    gateway.awaitLeases(3);

    assertThat(get(3, "/a").cacheStatus()).contains("hit", "detail=region");
  }

  @Test
  void anEdgeThatStartsAfterAPurgeDoesNotServeWhatItIsAbout() throws Exception {
    get(1, "/a");
    get(1, "/b");
    awaitStored(2);
    purge("{\"url\": \"http://shop.test/a\"}");
    gateway.edges.addNode();
    gateway.awaitLeases(3);
    gateway.upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");

    assertThat(get(3, "/a").body()).isEqualTo("new");
    get(1, "/c");
    awaitStored(4);
    assertThat(get(3, "/c").cacheStatus()).contains("detail=region");
  }

  @Test
  void purgesOfEveryKindAreAboutWhatTheRegionHasStored() throws Exception {
    for (String purge :
        List.of(
            "{\"url\": \"http://shop.test/a/b\"}",
            "{\"prefix\": \"http://shop.test/a\"}",
            "{\"host\": \"shop.test\"}",
            "{\"host\": \"shop.test\", \"tag\": \"all\"}",
            "{\"host\": \"shop.test\", \"tag\": \"all\", \"soft\": true}")) {
      int before = gateway.upstream.asked.size();
      double stored = counted("atoll_edge_shared_writes", "stored");
      gateway.upstream.answer =
          request ->
              TestUpstream.says(
                      "answer " + gateway.upstream.asked.size(),
                      "cache-control",
                      "max-age=60",
                      "cache-groups",
                      "\"all\"")
                  .handle(request);
      // The first edge has it in memory, the region in Redis; the other one has nothing yet.
      String old = get(1, "/a/b", "cache-control", "no-cache").body();
      awaitStored((int) stored + 1);
      purge(purge);

      assertThat(get(2, "/a/b").body()).as(purge).isEqualTo("answer " + (before + 2));
      awaitStored((int) stored + 2);
      Answer other = get(1, "/a/b");
      assertThat(other.body())
          .as("%s: %s", purge, other.cacheStatus())
          .isEqualTo("answer " + (before + 2));
      assertThat(old).isEqualTo("answer " + (before + 1));
    }
  }

  @Test
  void whatWasAskedForBeforeAPurgeIsNotFoundAfterIt() throws Exception {
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    gateway.upstream.answer = held::add;
    Future<Answer> late = gateway.begin(1, "GET", "/late", "");
    Awaitility.await().until(() -> !held.isEmpty());
    purge("{\"host\": \"shop.test\"}");
    TestUpstream.says("old", "cache-control", "max-age=600").handle(held.getFirst());
    assertThat(TestEdges.await(late).body()).isEqualTo("old");
    awaitStored(1);
    gateway.upstream.answer = TestUpstream.says("new", "cache-control", "max-age=600");

    assertThat(get(2, "/late").body()).isEqualTo("new");
  }

  @Test
  void anUnsafeRequestDropsWhatTheRegionHasStored() throws Exception {
    get(1, "/a");
    awaitStored(1);
    gateway.upstream.answer = request -> request.response().setStatusCode(204).end();
    gateway.ask(2, "POST", "/a", "x");
    gateway.upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");

    assertThat(get(2, "/a").body()).isEqualTo("new");
  }

  @Test
  void anUnsafeRequestAtOneEdgeIsHeardByTheOther() throws Exception {
    gateway.upstream.answer =
        TestUpstream.says("old", "cache-control", "max-age=60", "cache-groups", "\"group\"");
    for (String path : List.of("/a", "/made", "/here", "/of-the-group", "/other")) {
      get(1, path);
      get(2, path);
    }
    gateway.upstream.answer =
        request ->
            request
                .response()
                .setStatusCode(201)
                .putHeader("location", "/made")
                .putHeader("content-location", "http://shop.test/here")
                .end();
    gateway.ask(1, "POST", "/a", "x");
    gateway.upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");

    for (String path : List.of("/a", "/made", "/here")) {
      assertThat(get(1, path).body()).as(path).isEqualTo("new");
      Awaitility.await().untilAsserted(() -> assertThat(get(2, path).body()).isEqualTo("new"));
    }
    assertThat(get(2, "/other").body()).isEqualTo("old");
    gateway.upstream.answer =
        request -> request.response().putHeader("cache-group-invalidation", "\"group\"").end();
    gateway.ask(1, "POST", "/x", "x");
    gateway.upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");
    Awaitility.await().untilAsserted(() -> assertThat(get(2, "/other").body()).isEqualTo("new"));
    assertThat(gateway.edges.region.log).isEmpty();
  }

  @Test
  void whatAnotherEdgeHasStoredAnswersHeadAndOnlyIfCached() throws Exception {
    gateway.upstream.answer =
        TestUpstream.says("hello", "cache-control", "max-age=60", "x-made", "once");
    get(1, "/head");
    get(1, "/only");
    awaitStored(2);

    Answer head = gateway.ask(2, "HEAD", "/head", "");
    Answer only = get(2, "/only", "cache-control", "only-if-cached");
    Answer nowhere = get(2, "/nowhere", "cache-control", "only-if-cached");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("x-made")).isEqualTo("once");
    assertThat(head.header("content-length")).isEqualTo("5");
    assertThat(head.cacheStatus()).contains("hit", "detail=region");
    assertThat(only.body()).isEqualTo("hello");
    assertThat(only.cacheStatus()).contains("hit", "detail=region");
    assertThat(nowhere.status()).isEqualTo(504);
    assertThat(get(2, "/head").cacheStatus()).matches("atoll; hit; ttl=\\d+");
    assertThat(gateway.upstream.asked).hasSize(2);
    purge("{\"host\": \"shop.test\"}");
    assertThat(get(2, "/only", "cache-control", "only-if-cached").status()).isEqualTo(504);
    // Who only looks keeps nobody from asking.
    assertThat(counted("atoll_edge_shared_looks", "nothing")).isPositive();
    assertThat(get(1, "/nowhere").body()).isEqualTo("hello");
  }

  @Test
  void aRedisThatHangsCostsOneRequestItsPatience() throws Exception {
    gateway.close();
    REDIS.restart();
    gateway = gateway("shared: {timeout: 100ms}\n");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          get(1, "/before-" + System.nanoTime());
          assertThat(counted("atoll_edge_shared_writes", "stored")).isPositive();
        });
    double before = counted("atoll_edge_shared_looks", "failed");
    long stopped = System.nanoTime();
    signal("STOP");
    try {
      // Answered while Redis says nothing, by the upstream.
      for (int i = 0; i < 20; i++) {
        assertThat(get(1, "/" + i).cacheStatus()).contains("fwd=uri-miss", "stored");
      }
      assertThat(gateway.ask(1, "HEAD", "/x", "").status()).isEqualTo(200);
      assertThat(get(1, "/y", "cache-control", "only-if-cached").status()).isEqualTo(504);
    } finally {
      signal("CONT");
    }
    // One a second tries it, not each of them.
    double secondsMax = Math.ceil((System.nanoTime() - stopped) / 1e9) + 1;
    assertThat(counted("atoll_edge_shared_looks", "failed") - before).isBetween(1.0, secondsMax);
    double stored = counted("atoll_edge_shared_writes", "stored");
    Awaitility.await()
        .untilAsserted(() -> {
          get(1, "/after-" + System.nanoTime());
          assertThat(counted("atoll_edge_shared_writes", "stored")).isGreaterThan(stored);
        });
  }

  @Test
  void whatWaitsForASlowRedisIsBoundedAndTheRestIsCounted() throws Exception {
    gateway.close();
    REDIS.restart();
    gateway = gateway("shared: {timeout: 5s, pending-bytes-max: 64KiB}\n");
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    gateway.upstream.answer = held::add;
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      answers.add(gateway.begin(1, "GET", "/" + i, ""));
    }
    Awaitility.await().until(() -> held.size() == 5);
    signal("STOP");
    try {
      String body = "x".repeat(30 << 10);
      held.forEach(
          request -> TestUpstream.says(body, "cache-control", "max-age=60").handle(request));
      for (Future<Answer> answer : answers) {
        assertThat(TestEdges.await(answer).bytes().length()).isEqualTo(30 << 10);
      }
      assertThat(counted("atoll_edge_shared_writes", "skipped")).isEqualTo(3);
      assertThat(gateway.edges.meters.get("atoll_edge_shared_pending_bytes").gauges())
          .allSatisfy(gauge -> assertThat(gauge.value()).isLessThanOrEqualTo(64 << 10))
          .anySatisfy(gauge -> assertThat(gauge.value()).isEqualTo(60 << 10));
    } finally {
      signal("CONT");
    }
    awaitStored(2);
    Awaitility.await()
        .until(() ->
            gateway.edges.meters.get("atoll_edge_shared_pending_bytes").gauges().stream()
                .allMatch(gauge -> gauge.value() == 0));
  }

  private static void signal(String name) throws Exception {
    int code = new ProcessBuilder("kill", "-" + name, "" + REDIS.pid()).start().waitFor();
    assertThat(code).isZero();
  }

  @Test
  void variantsAreFoundByWhatTheyVaryBy() throws Exception {
    gateway.upstream.answer =
        request ->
            TestUpstream.says(
                    String.valueOf(request.getHeader("accept-language")),
                    "cache-control",
                    "max-age=60",
                    "vary",
                    "Accept-Language")
                .handle(request);
    get(1, "/a", "accept-language", "de");
    get(1, "/a", "accept-language", "en");
    awaitStored(2);

    assertThat(get(2, "/a", "accept-language", "en").body()).isEqualTo("en");
    Answer german = get(2, "/a", "accept-language", "de");
    assertThat(german.body()).isEqualTo("de");
    assertThat(german.cacheStatus()).contains("detail=region");
    assertThat(get(2, "/a", "accept-language", "fr").body()).isEqualTo("fr");
    assertThat(get(2, "/a").body()).isEqualTo("null");
    assertThat(gateway.upstream.asked).hasSize(4);
  }

  @Test
  void aLargeBodyComesInPieces() throws Exception {
    Buffer large = Buffer.buffer();
    for (int i = 0; i < 400_000; i++) {
      large.appendInt(i * 31);
    }
    gateway.upstream.answer =
        request ->
            request
                .response()
                .putHeader("cache-control", "max-age=60")
                .putHeader("etag", "\"v1\"")
                .end(large);
    get(1, "/large");
    awaitStored(1);

    Answer found = get(2, "/large");

    assertThat(found.cacheStatus()).contains("detail=region");
    assertThat(found.bytes()).isEqualTo(large);
    assertThat(get(2, "/large").cacheStatus()).matches("atoll; hit; ttl=\\d+");
    assertThat(get(2, "/large", "range", "bytes=4-7").bytes())
        .isEqualTo(Buffer.buffer().appendInt(31));
    assertThat(gateway.upstream.asked).hasSize(1);
  }

  @Test
  void aBodyThatLostAPieceIsAskedForAnew() throws Exception {
    Buffer large = Buffer.buffer(new byte[200_000]);
    gateway.upstream.answer =
        request -> request.response().putHeader("cache-control", "max-age=60").end(large);
    get(1, "/large");
    awaitStored(1);
    String chunk =
        RedisConsole.keys(REDIS).stream()
            .filter(name -> name.endsWith(":2"))
            .findFirst()
            .orElseThrow();
    RedisConsole.delete(REDIS, chunk);

    Answer answer = get(2, "/large");

    assertThat(answer.bytes()).isEqualTo(large);
    assertThat(answer.cacheStatus()).contains("fwd=uri-miss", "stored");
    assertThat(gateway.upstream.asked).hasSize(2);
  }

  @Test
  void aConfirmedAnswerIsFreshForTheWholeRegion() throws Exception {
    gateway.upstream.answer =
        TestUpstream.says("hello", "cache-control", "max-age=0", "etag", "\"v1\"");
    get(1, "/a");
    awaitStored(1);
    gateway.upstream.answer =
        request -> {
          assertThat(request.getHeader("if-none-match")).isEqualTo("\"v1\"");
          request
              .response()
              .putHeader("etag", "\"v1\"")
              .putHeader("cache-control", "max-age=60")
              .setStatusCode(304)
              .end();
        };

    // Found stale, so asked about by an edge that has never had it.
    Answer confirmed = get(2, "/a");
    awaitStored(2);
    Answer found = get(1, "/a");

    assertThat(confirmed.body()).isEqualTo("hello");
    assertThat(confirmed.cacheStatus()).contains("fwd-status=304");
    assertThat(found.cacheStatus()).contains("detail=region");
    assertThat(found.header("cache-control")).isEqualTo("max-age=60");
    assertThat(gateway.upstream.asked).hasSize(2);
  }

  @Test
  void aClientThatInsistsIsAnsweredByTheUpstream() throws Exception {
    get(1, "/a");
    awaitStored(1);
    gateway.upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");

    Answer insisted = get(2, "/a", "cache-control", "no-cache");
    awaitStored(2);

    assertThat(insisted.body()).isEqualTo("new");
    assertThat(gateway.upstream.asked).hasSize(2);
  }

  @Test
  void withoutRedisAnEdgeDoesWithout() throws Exception {
    REDIS.kill();

    assertThat(get(1, "/a").body()).isEqualTo("hello");
    assertThat(get(1, "/a").cacheStatus()).matches("atoll; hit; ttl=\\d+");
    assertThat(get(2, "/a").cacheStatus()).contains("fwd=uri-miss", "stored");
    assertThat(counted("atoll_edge_shared_looks", "failed")).isPositive();
  }

  @Test
  void aRedisThatWouldRefuseTheViewIsNotFilled() throws Exception {
    RedisConsole.set(REDIS, "maxmemory-policy", "noeviction");

    get(1, "/a");
    get(2, "/a");

    assertThat(RedisConsole.keys(REDIS)).isEmpty();
    assertThat(gateway.upstream.asked).hasSize(2);
  }

  @Test
  void everythingInRedisHasATimeToLive() throws Exception {
    Buffer large = Buffer.buffer(new byte[200_000]);
    gateway.upstream.answer =
        request ->
            request
                .response()
                .putHeader("cache-control", "max-age=60")
                .putHeader("vary", "accept-language")
                .end(large);
    get(1, "/large", "accept-language", "de");
    gateway.upstream.answer = TestUpstream.says("x", "cache-control", "no-store");
    get(1, "/alone");
    gateway.upstream.answer = held -> {};
    Future<Answer> leading = gateway.begin(1, "GET", "/leading", "");
    awaitStored(1);
    // Two names of the large one, its four chunks, what is alone, and a lease.
    Awaitility.await().until(() -> RedisConsole.keys(REDIS).size() == 8);

    for (String name : RedisConsole.keys(REDIS)) {
      assertThat(RedisConsole.millisToLive(REDIS, name)).as(name).isPositive();
    }
    assertThat(leading.isComplete()).isFalse();
  }

  @Test
  void tenThousandMissesAtTwoEdgesMakeOneRequest() throws Exception {
    gateway.close();
    REDIS.restart();
    EdgeLimits limits =
        TestEdges.limits(
            "connections-max",
            "" + MISSES,
            "connections-per-address-max",
            "" + MISSES,
            "idle-max",
            "2m",
            "body-max",
            "2m");
    gateway =
        new TestGateway(
            limits,
            "60s",
            "wait-max: 60s\nshared: {timeout: 10s}\n",
            Access.operatorToken(TOKEN),
            2,
            REDIS);
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    gateway.upstream.answer = held::add;
    Process clients =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                ManyClients.class.getName(),
                "/hot",
                "once",
                Integer.toString(MISSES),
                gateway.edges.node(1).address().toString(),
                gateway.edges.node(2).address().toString())
            .redirectErrorStream(true)
            .start();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            gateway.edges.meters.get("atoll_edge_connections").gauges().stream()
                        .mapToDouble(Gauge::value)
                        .sum()
                    >= MISSES / 2
                && !held.isEmpty()
                && counted("atoll_edge_shared_looks", "busy") > 0);
    gateway.upstream.answer = TestUpstream.says("once", "cache-control", "max-age=60");
    gateway.upstream.answer.handle(held.getFirst());

    String right = new String(clients.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(right).isEqualToIgnoringNewLines(Integer.toString(MISSES));
    assertThat(gateway.upstream.asked).hasSize(1);
  }

  @Test
  void anAnswerForOneAloneIsWaitedForByNobodyInTheRegion() throws Exception {
    gateway.upstream.answer = TestUpstream.says("mine", "cache-control", "no-store");
    get(1, "/a");
    Awaitility.await()
        .until(() -> RedisConsole.keys(REDIS).stream().noneMatch(name -> name.endsWith("l")));
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    gateway.upstream.answer = held::add;

    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(gateway.begin(2, "GET", "/a", ""));
    }

    // All of them ask, though none is answered.
    Awaitility.await().until(() -> held.size() == 20);
    held.forEach(request -> TestUpstream.says("own", "cache-control", "no-store").handle(request));
    for (Future<Answer> answer : answers) {
      assertThat(TestEdges.await(answer).body()).isEqualTo("own");
    }
  }

  @Test
  void aLeaderThatStallsIsReplaced() throws Exception {
    gateway.close();
    REDIS.restart();
    gateway = gateway("wait-max: 500ms\nshared: {timeout: 5s}\n");
    Promise<HttpServerRequest> stalled = Promise.promise();
    gateway.upstream.answer = stalled::tryComplete;
    Future<Answer> first = gateway.begin(1, "GET", "/a", "");
    TestEdges.await(stalled.future());
    gateway.upstream.answer = TestUpstream.says("second", "cache-control", "max-age=60");

    assertThat(get(2, "/a").body()).isEqualTo("second");

    awaitStored(1);
    TestUpstream.says("first", "cache-control", "max-age=60").handle(stalled.future().result());
    assertThat(TestEdges.await(first).body()).isEqualTo("first");
    // Whose lease was lost does not store.
    Awaitility.await().until(() -> counted("atoll_edge_shared_writes", "refused") == 1);
  }
}
