package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.TestGateway.Answer;
import io.atoll.runtime.access.Access;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PurgeTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final int WAITING = 20;
  private static final EdgeLimits PATIENT = TestEdges.limits("idle-max", "30s", "body-max", "30s");

  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway(Access.operatorToken(TOKEN));
    gateway.upstream.answer = this::numbered;
    for (String path : List.of("/a", "/a?x=1", "/a/b", "/c")) {
      gateway.get(path);
    }
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private void numbered(HttpServerRequest request) {
    String tags = "\"all\", \"of " + request.path() + "\"";
    TestUpstream.says(
            "answer " + gateway.upstream.asked.size(),
            "cache-control",
            "max-age=600, stale-while-revalidate=600",
            "cache-groups",
            tags)
        .handle(request);
  }

  private Answer purge(String body) throws Exception {
    return gateway.ask(
        "POST", "/v1/purges", body, "host", "127.0.0.1", "authorization", "Bearer " + TOKEN);
  }

  private List<String> hits() throws Exception {
    List<String> hits = new ArrayList<>();
    for (String path : List.of("/a", "/a?x=1", "/a/b", "/c")) {
      if (gateway.get(path, "cache-control", "only-if-cached").status() == 200) {
        hits.add(path);
      }
    }
    return hits;
  }

  @Test
  void aUrlIsPurgedAndNothingElse() throws Exception {
    Answer answer = purge("{\"url\": \"http://shop.test/a\"}");

    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()).getBoolean("applied")).isTrue();
    assertThat(hits()).containsExactly("/a?x=1", "/a/b", "/c");
    assertThat(gateway.get("/a").body()).isEqualTo("answer 5");
    assertThat(gateway.get("/a").cacheStatus()).contains("hit");
  }

  @Test
  void aPrefixAHostAndATagArePurged() throws Exception {
    purge("{\"prefix\": \"http://shop.test/a\"}");
    assertThat(hits()).containsExactly("/c");
    gateway.get("/a");
    purge("{\"host\": \"shop.test\", \"tag\": \"of /c\"}");
    assertThat(hits()).containsExactly("/a");
    purge("{\"host\": \"other.test\"}");
    assertThat(hits()).containsExactly("/a");
    purge("{\"host\": \"Shop.test\"}");
    assertThat(hits()).isEmpty();
  }

  @Test
  void aSoftPurgeLeavesWhatIsStale() throws Exception {
    purge("{\"host\": \"shop.test\", \"tag\": \"all\", \"soft\": true}");

    Answer stale = gateway.get("/a");

    assertThat(stale.body()).isEqualTo("answer 1");
    assertThat(stale.cacheStatus()).contains("detail=stale-while-revalidate");
    Awaitility.await()
        .untilAsserted(() -> assertThat(gateway.get("/a").body()).isEqualTo("answer 5"));
  }

  @Test
  void whatWasAskedForBeforeAPurgeIsNotStoredAfterIt() throws Exception {
    List<HttpServerRequest> held = new ArrayList<>();
    gateway.upstream.answer = held::add;
    RawClient client = new RawClient(gateway.edges.port());
    client.send("GET /late HTTP/1.1\r\nHost: shop.test\r\n\r\n");
    Awaitility.await().until(() -> !held.isEmpty());
    purge("{\"host\": \"shop.test\"}");
    TestUpstream.says("old", "cache-control", "max-age=600").handle(held.getFirst());
    assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    gateway.upstream.answer = TestUpstream.says("new", "cache-control", "max-age=600");

    assertThat(gateway.get("/late").body()).isEqualTo("new");
  }

  @Test
  void manyWhoseSharedAnswerTurnsOutPurgedAskForAnotherOneTogether() throws Exception {
    gateway.close();
    gateway =
        new TestGateway(PATIENT, "60s", "wait-max: 20s\n", Access.operatorToken(TOKEN), 1, null);
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    gateway.upstream.answer = held::add;
    List<Future<Answer>> answers = new ArrayList<>();
    answers.add(gateway.begin(1, "GET", "/late", ""));
    Awaitility.await().until(() -> held.size() == 1);
    purge("{\"host\": \"shop.test\"}");
    for (int i = 0; i < WAITING; i++) {
      answers.add(gateway.begin(1, "GET", "/late", ""));
    }
    Awaitility.await().until(() -> connections() > WAITING);
    TestUpstream.says("old", "cache-control", "max-age=600").handle(held.getFirst());
    Awaitility.await().until(() -> held.size() == 2);
    // Whoever asks alone has done so by the time that this one has been there and back.
    assertThat(gateway.get("/a", "cache-control", "only-if-cached").status()).isEqualTo(504);
    TestUpstream.says("new", "cache-control", "max-age=600").handle(held.get(1));

    assertThat(TestEdges.await(answers.removeFirst()).body()).isEqualTo("old");
    for (Future<Answer> answer : answers) {
      assertThat(TestEdges.await(answer).body()).isEqualTo("new");
    }
    assertThat(gateway.upstream.asked).hasSize(2);
  }

  /** At least as many as there are requests that wait for an answer. */
  private double connections() {
    return gateway.edges.meters.get("atoll_edge_connections").gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  @Test
  void anUnsafeRequestPurgesInEveryRegionIfItsRouteSaysSo() throws Exception {
    gateway.close();
    gateway =
        new TestGateway("    purges-everywhere: true\n", Access.operatorToken(TOKEN), 1, null);
    gateway.get("/a");
    gateway.upstream.answer = request -> request.response().setStatusCode(204).end();

    assertThat(gateway.ask("POST", "/a", "1").status()).isEqualTo(204);

    assertThat(gateway.edges.region.log)
        .singleElement()
        .satisfies(operation ->
            assertThat(operation.key()).hasToString("atoll-purges/hard url shop.test /a"));
    assertThat(gateway.get("/a", "cache-control", "only-if-cached").status()).isEqualTo(504);
    gateway.edges.region.logDown = true;
    assertThat(gateway.ask("POST", "/a", "1").status()).isEqualTo(204);
  }

  @Test
  void aPurgeGoesByTheLogSoThatEveryRegionHasIt() throws Exception {
    purge("{\"host\": \"shop.test\", \"tag\": \"all\"}");

    assertThat(gateway.edges.region.log)
        .singleElement()
        .satisfies(operation ->
            assertThat(operation.key()).hasToString("atoll-purges/hard tag shop.test all"));
  }

  @Test
  void anUnsafeRequestsAnswerCanInvalidateAGroup() throws Exception {
    gateway.upstream.answer =
        request -> request.response().putHeader("cache-group-invalidation", "\"of /c\"").end();
    gateway.ask("POST", "/x", "1");

    assertThat(hits()).containsExactly("/a", "/a?x=1", "/a/b");
  }

  @Test
  void onlyOperatorsPurge() throws Exception {
    String body = "{\"host\": \"shop.test\"}";
    Answer anonymous = gateway.ask("POST", "/v1/purges", body, "host", "127.0.0.1");
    Answer wrong =
        gateway.ask(
            "POST",
            "/v1/purges",
            body,
            "host",
            "127.0.0.1",
            "authorization",
            "Bearer " + TOKEN + "0");

    assertThat(anonymous.status()).isEqualTo(401);
    assertThat(anonymous.header("www-authenticate")).isEqualTo("Bearer");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(requests("refused")).isEqualTo(2);
    assertThat(hits()).hasSize(4);
  }

  private double requests(String outcome) {
    return gateway
        .edges
        .meters
        .get("atoll_edge_purge_requests")
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void moreThanAnEdgeTakesInASecondAreSentAway() throws Exception {
    gateway.close();
    gateway =
        new TestGateway("purges: {per-second-max: 1}\n", Access.operatorToken(TOKEN), 1, null);
    Answer last = purge("{\"host\": \"shop.test\"}");
    for (int i = 0; i < 100 && last.status() == 200; i++) {
      last = purge("{\"host\": \"shop.test\"}");
    }

    assertThat(last.status()).isEqualTo(429);
    assertThat(last.header("retry-after")).isEqualTo("1");
    assertThat(last.body()).contains("per-second-max");
    assertThat(requests("limited")).isEqualTo(1);
  }

  @Test
  void aPurgeThatIsTooLargeIsRefused() throws Exception {
    Answer answer = purge("{\"host\": \"" + "x".repeat(5_000) + "\"}");

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("4096 bytes");
    assertThat(requests("invalid")).isEqualTo(1);
  }

  @Test
  void anEdgeThatHearsOfNoPurgesAsksAboutWhatItHas() throws Exception {
    gateway.close();
    gateway = new TestGateway("purges: {unheard-max: 1s}\n", Access.operatorToken(TOKEN), 1, null);
    gateway.get("/a");
    assertThat(gateway.get("/a").cacheStatus()).contains("atoll; hit");

    gateway.edges.region.viewDown = true;
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(gateway.get("/a").cacheStatus()).contains("fwd=stale", "stored"));
    gateway.edges.region.viewDown = false;
    gateway.awaitLeases(1);
    Awaitility.await()
        .untilAsserted(() -> assertThat(gateway.get("/a").cacheStatus()).contains("atoll; hit"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{}",
        "{\"url\": \"/a\"}",
        "{\"url\": 7}",
        "{\"url\": \"http://shop.test/a b\"}",
        "{\"tag\": \"all\"}",
        "{\"host\": \"a b\"}",
        "{\"host\": \"shop.test\", \"tag\": \"\"}",
        "{\"host\": \"shop.test\", \"url\": \"http://shop.test/\"}",
        "{\"host\": \"shop.test\", \"hard\": 1}",
        "{\"host\": \"shop.test\", \"soft\": 1}"
      })
  void aPurgeThatCannotBeReadIsRefused(String body) throws Exception {
    assertThat(purge(body).status()).isEqualTo(400);
    assertThat(hits()).hasSize(4);
  }
}
