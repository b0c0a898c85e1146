package io.atoll.edge;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages in two regions of real parts, made from values that the page's server reads from an edge of
 * its region.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealPurgesTest {
  private static final int ROUNDS = 25;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(50));
  private RealRegion east;
  private RealRegion west;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    east = new RealRegion("us-east", folder, 2);
    west = new RealRegion("eu-west", folder, 1);
    for (RealRegion region : List.of(east, west)) {
      TestUpstream shop = new TestUpstream(vertx, request -> page(region, request));
      region.route(shop.port());
    }
    List<RealRegion> both = List.of(east, west);
    west.startReplicator(both);
    east.start(both);
    west.startEdges();
  }

  @AfterAll
  void stop() throws Exception {
    east.close();
    west.close();
    RealRegion.within(vertx.close());
  }

  /** A page that shows a value of its region, and names the key. */
  private void page(RealRegion region, HttpServerRequest request) {
    String key = requireNonNull(request.path()).substring(1);
    // By the last edge of the region, while pages are asked for at the first.
    URI value = region.uri(region == east ? 2 : 1, "/v1/kv/" + key);
    ask(value, Map.of())
        .onComplete(
            answer ->
                TestUpstream.says(
                        answer.body.toString(),
                        "cache-control",
                        "max-age=600",
                        "surrogate-key",
                        "all kv:" + key)
                    .handle(request),
            failure -> request.response().setStatusCode(500).end());
  }

  private record Answer(HttpClientResponse head, Buffer body) {
    String cacheStatus() {
      return String.valueOf(head.getHeader("cache-status"));
    }
  }

  private Future<Answer> ask(URI uri, Map<String, String> fields) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(uri.getHost())
            .setPort(uri.getPort())
            .setURI(uri.getRawPath());
    fields.forEach(options::putHeader);
    return Future.future(answer -> send(options, answer));
  }

  /** All on one event loop: elsewhere, a body could come before anybody listens. */
  private void send(RequestOptions options, Promise<Answer> answer) {
    vertx.runOnContext(_ ->
        client
            .request(options)
            .compose(request -> request.send())
            .compose(response -> response.body().map(body -> new Answer(response, body)))
            .onComplete(answer));
  }

  private Answer page(RealRegion region, int edge, String key) throws Exception {
    return RealRegion.within(ask(region.uri(edge, "/" + key), Map.of("host", "shop.test")));
  }

  /** Writes in the east, and returns when the west shows it too. */
  private void write(String key, String value) throws Exception {
    HttpResponse<String> written = east.put("/v1/kv/" + key, value);
    assertThat(written.statusCode()).as(written.body()).isBetween(200, 204).isNotEqualTo(202);
    String token = written.headers().firstValue("atoll-session").orElseThrow();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            west.call(west.request("/v1/session").header("atoll-session", token).GET()).statusCode()
                == 204);
  }

  @Test
  void aWritePurgesThePagesThatNameItsKeyInEveryRegion() throws Exception {
    write("pages/ada", "one");
    for (RealRegion region : List.of(east, west)) {
      Awaitility.await()
          .untilAsserted(
              () -> assertThat(page(region, 1, "pages/ada").cacheStatus()).contains("atoll; hit"));
      assertThat(page(region, 1, "pages/ada").body()).hasToString("one");
    }

    write("pages/ada", "two");

    for (RealRegion region : List.of(east, west)) {
      assertThat(page(region, 1, "pages/ada").body()).hasToString("two");
    }
    assertThat(page(east, 2, "pages/ada").body()).hasToString("two");
  }

  private void askEverywhere() {
    for (RealRegion region : List.of(east, west)) {
      ask(region.uri(1, "/pages/busy"), Map.of("host", "shop.test")).onFailure(_ -> {});
    }
  }

  @Test
  void noPageOfAnOldValueIsKeptHoweverItIsAskedForMeanwhile() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      long timer = vertx.setPeriodic(10, _ -> askEverywhere());
      write("pages/busy", "value " + round);

      for (RealRegion region : List.of(east, west)) {
        assertThat(page(region, 1, "pages/busy").body())
            .as("round %d in %s", round, region.id)
            .hasToString("value " + round);
      }
      assertThat(page(east, 2, "pages/busy").body()).hasToString("value " + round);
      vertx.cancelTimer(timer);
      for (RealRegion region : List.of(east, west)) {
        assertThat(page(region, 1, "pages/busy").body()).hasToString("value " + round);
      }
    }
  }

  @Test
  void aPurgeSaysSinceWhenBothRegionsHaveAppliedIt() throws Exception {
    write("pages/purged", "one");
    for (RealRegion region : List.of(east, west)) {
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(page(region, 1, "pages/purged").cacheStatus()).contains("atoll; hit"));
    }
    Instant before = Instant.now().minusMillis(1);

    HttpResponse<String> purged =
        east.call(
            east.request("/v1/purges")
                .header("authorization", "Bearer " + RealRegion.OPERATOR)
                .header("prefer", "wait=20")
                .POST(BodyPublishers.ofString("{\"host\": \"shop.test\", \"tag\": \"all\"}")));

    assertThat(purged.statusCode()).as(purged.body()).isEqualTo(200);
    JsonObject said = new JsonObject(purged.body());
    said.getJsonArray("regions").stream()
        .map(JsonObject.class::cast)
        .forEach(region ->
            assertThat(Instant.parse(region.getString("at"))).isBetween(before, Instant.now()));
    assertThat(said.getJsonArray("regions")).hasSize(2);
    for (RealRegion region : List.of(east, west)) {
      assertThat(page(region, 1, "pages/purged").cacheStatus()).contains("fwd=uri-miss");
    }
    HttpResponse<String> later =
        west.call(
            west.request("/v1/purges/" + said.getString("id"))
                .header("authorization", "Bearer " + RealRegion.OPERATOR)
                .GET());
    assertThat(new JsonObject(later.body()).getJsonArray("regions"))
        .isEqualTo(said.getJsonArray("regions"));
  }
}
