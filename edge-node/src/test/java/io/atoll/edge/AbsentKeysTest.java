package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.replication.announce.EdgeAddresses;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What edges know of absent keys, on real parts: they don't ask Redis for them, and nobody misses
 * what was written, in this region or in another one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbsentKeysTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int RANDOM_KEYS = 1_000;
  private static final int ROUNDS = 30;
  private static final String ABSENT = "atoll; hit; detail=absent";
  private RealRegion east;
  private RealRegion west;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    east = new RealRegion("us-east", folder, 2);
    west = new RealRegion("eu-west", folder, 1);
    List<RealRegion> both = List.of(east, west);
    // The second one's topics are there by the time the first one's links ask for them again.
    west.startReplicator(both);
    east.start(both);
    west.startEdges();
  }

  @AfterAll
  void stop() throws Exception {
    east.close();
    west.close();
  }

  @BeforeEach
  void everyEdgeKnowsItsKeys() {
    awaitKnowing(east, 1);
    awaitKnowing(east, 2);
    awaitKnowing(west, 1);
  }

  private static void awaitKnowing(RealRegion region, int edge) {
    await()
        .atMost(DEADLINE)
        .untilAsserted(() ->
            assertThat(metric(region, edge, "atoll_edge_known_keys_partitions"))
                .isEqualTo(RealRegion.PARTITIONS));
  }

  /** Of all tags together. */
  private static double metric(RealRegion region, int edge, String name) throws Exception {
    return Pattern.compile("^" + name + "(?:\\{[^}]*})? (\\S+)$", Pattern.MULTILINE)
        .matcher(region.metrics(edge))
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .sum();
  }

  private HttpResponse<String> get(int edge, String path, String... fields) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(east.uri(edge, path)).timeout(DEADLINE);
    if (fields.length > 0) {
      request.headers(fields);
    }
    return east.call(request.GET());
  }

  private static String random() {
    return UUID.randomUUID().toString();
  }

  private static String status(HttpResponse<?> answer) {
    return answer.headers().firstValue("cache-status").orElse("");
  }

  @Test
  void aFloodOfRandomKeysDoesNotReachRedis() throws Exception {
    long before = RedisConsole.calls(east.redis, "get");
    for (int i = 0; i < RANDOM_KEYS; i++) {
      assertThat(get(1, "/v1/kv/profiles/" + random()).statusCode()).isEqualTo(404);
    }
    // One in a hundred is taken for a key that is there.
    assertThat(RedisConsole.calls(east.redis, "get") - before).isLessThan(RANDOM_KEYS / 20);
    assertThat(metric(east, 1, "atoll_edge_known_keys_absent_total"))
        .isGreaterThan(RANDOM_KEYS * 0.9);
  }

  @Test
  void theAnswerIsTheSameAsOfAKeyThatRedisWasAskedFor() throws Exception {
    String there = "/v1/kv/profiles/" + random();
    String never = "/v1/kv/profiles/" + random();
    assertThat(east.put(there, "x").statusCode()).isEqualTo(201);
    assertThat(east.call(east.request(there).DELETE()).statusCode()).isEqualTo(204);

    HttpResponse<String> asked = get(1, there);
    HttpResponse<String> known = get(1, never);

    assertThat(status(asked)).startsWith("atoll; fwd=miss");
    assertThat(status(known)).isEqualTo(ABSENT);
    assertThat(known.statusCode()).isEqualTo(404);
    assertThat(known.body().replace(name(never), name(there))).isEqualTo(asked.body());
    assertThat(fields(known)).isEqualTo(fields(asked));
    assertThat(get(1, "/v1/counters/hits/" + random()).body()).isEqualTo("{\"value\":0}");
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** All but those that say when, from where, and what was seen. */
  private static Map<String, List<String>> fields(HttpResponse<?> answer) {
    Map<String, List<String>> fields = new HashMap<>(answer.headers().map());
    List.of("date", "cache-status", "atoll-session").forEach(fields::remove);
    return fields;
  }

  @Test
  void whatIsWrittenThroughAnotherEdgeIsThereAtOnce() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String path = "/v1/kv/profiles/" + random();
      assertThat(get(2, path).statusCode()).isEqualTo(404);
      putVisibly(path, "new");
      assertThat(get(2, path).body()).isEqualTo("new");
    }
  }

  /** Until it is said to be visible; before that, nothing is promised. */
  private void putVisibly(String path, String value) throws Exception {
    await()
        .atMost(DEADLINE)
        .until(() -> Set.of(200, 201, 204).contains(east.put(path, value).statusCode()));
  }

  @Test
  void membersThatAreAddedThroughAnotherEdgeAreThereAtOnce() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String set = "/v1/sets/tags/" + random() + "/members";
      String board = "/v1/leaderboards/scores/" + random();
      assertThat(new JsonObject(get(2, set).body()).getInteger("total")).isZero();
      assertThat(new JsonObject(get(2, board + "/top").body()).getInteger("total")).isZero();
      assertThat(get(2, board + "/members/ada").statusCode()).isEqualTo(404);

      putVisibly(set + "/m", "");
      putVisibly(board + "/members/ada", "{\"score\":7}");

      assertThat(new JsonObject(get(2, set).body()).getInteger("total")).isEqualTo(1);
      assertThat(get(2, set + "/m").statusCode()).isEqualTo(200);
      assertThat(new JsonObject(get(2, board + "/top").body()).getInteger("total")).isEqualTo(1);
      assertThat(new JsonObject(get(2, board + "/members/ada").body()).getInteger("score"))
          .isEqualTo(7);
    }
  }

  @Test
  void whatAClientWroteInAnotherRegionItReadsHere() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String path = "/v1/kv/profiles/" + random();
      assertThat(get(1, path).statusCode()).isEqualTo(404);
      HttpResponse<String> written = west.put(path, "far");
      assertThat(written.statusCode()).isIn(201, 202);
      String token = written.headers().firstValue("atoll-session").orElseThrow();

      assertThat(get(1, path, "atoll-session", token).body()).isEqualTo("far");
      assertThat(get(2, path, "atoll-session", token).body()).isEqualTo("far");
    }
  }

  @Test
  void lostMessagesEndItAndNobodyMissesWhatWasWritten() throws Exception {
    double scans = metric(east, 2, "atoll_edge_known_keys_scans_total");
    double losses = metric(east, 2, "atoll_edge_lease_losses_total");
    Handler<DeliveryContext<Object>> loss =
        delivery -> {
          if (!delivery.message().address().equals(EdgeAddresses.drops("edge-2"))) {
            delivery.next();
          }
        };
    east.vertx(2).eventBus().addInboundInterceptor(loss);
    try {
      for (int round = 0; round < 5; round++) {
        String path = "/v1/kv/profiles/" + random();
        assertThat(get(2, path).statusCode()).isEqualTo(404);
        putVisibly(path, "new");
        assertThat(get(2, path).body()).isEqualTo("new");
      }
    } finally {
      east.vertx(2).eventBus().removeInboundInterceptor(loss);
    }
    assertThat(metric(east, 2, "atoll_edge_lease_losses_total")).isGreaterThan(losses);
    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> {
          assertThat(status(get(2, "/v1/kv/profiles/" + random()))).isEqualTo(ABSENT);
          assertThat(metric(east, 2, "atoll_edge_known_keys_scans_total")).isGreaterThan(scans);
        });
  }

  @Test
  void anotherRedisIsScannedAnew() throws Exception {
    String path = "/v1/kv/profiles/" + random();
    assertThat(west.put(path, "kept").statusCode()).isEqualTo(201);
    west.redis.restart();
    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> {
          HttpResponse<String> read = west.get(path);
          assertThat(read.statusCode()).isNotEqualTo(404);
          assertThat(read.body()).isEqualTo("kept");
          assertThat(status(west.get("/v1/kv/profiles/" + random()))).isEqualTo(ABSENT);
        });
    assertThat(west.get(path).body()).isEqualTo("kept");
  }
}
