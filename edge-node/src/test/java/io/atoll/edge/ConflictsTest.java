package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two regions of real parts that write the same while they can't hear each other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConflictsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private RealRegion east;
  private RealRegion west;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    east = new RealRegion("us-east", folder, 1);
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

  private interface Step {
    void run() throws Exception;
  }

  private void whileApart(Step step) throws Exception {
    east.pauseLink(west, true);
    west.pauseLink(east, true);
    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> {
          assertThat(east.linkState(west)).isEqualTo("stopped");
          assertThat(west.linkState(east)).isEqualTo("stopped");
        });
    step.run();
    east.pauseLink(west, false);
    west.pauseLink(east, false);
  }

  private static JsonArray conflicts(RealRegion region, String query) throws Exception {
    HttpResponse<String> answer = region.get("/v1/conflicts?" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body()).getJsonArray("conflicts");
  }

  private static JsonObject awaitConflict(RealRegion region, String namespace, String key) {
    return await()
        .atMost(DEADLINE)
        .until(
            () ->
                conflicts(region, "namespace=" + namespace).stream()
                    .map(JsonObject.class::cast)
                    .filter(conflict -> conflict.getString("key").equals(key))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private void awaitEverywhere(String path, Function<String, Boolean> expected) {
    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> {
          for (RealRegion region : List.of(east, west)) {
            String body = region.get(path).body();
            assertThat(expected.apply(body)).as("%s at %s", body, region.id).isTrue();
          }
        });
  }

  private static JsonObject restore(RealRegion region, JsonObject conflict) throws Exception {
    HttpResponse<String> answer =
        region.post("/v1/conflicts/" + conflict.getString("id") + "/restore", "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  @Test
  void aRegisterThatLostIsShownInBothRegionsAndComesBackEverywhereWhenItIsRestored()
      throws Exception {
    Instant before = Instant.now().minusMillis(1);
    whileApart(() -> {
      east.put("/v1/kv/profiles/ada", "from east");
      west.put("/v1/kv/profiles/ada", "from west");
    });
    for (RealRegion region : List.of(east, west)) {
      JsonObject conflict = awaitConflict(region, "profiles", "profiles/ada");
      assertThat(conflict.getString("reason")).isEqualTo("concurrent");
      assertThat(conflict.getString("kind")).isEqualTo("register");
      assertThat(Instant.parse(conflict.getString("found"))).isAfter(before);
      JsonObject lost = conflict.getJsonObject("lost");
      assertThat(lost.getString("region")).isEqualTo("us-east");
      assertThat(lost.getString("position")).startsWith("us-east~");
      assertThat(lost.getString("operation")).isEqualTo("put");
      assertThat(lost.getJsonObject("value").getString("text")).isEqualTo("from east");
      JsonObject won = conflict.getJsonObject("won");
      assertThat(won.getString("region")).isEqualTo("eu-west");
      assertThat(Instant.parse(won.getString("time")))
          .isAfterOrEqualTo(Instant.parse(lost.getString("time")));
    }
    awaitEverywhere("/v1/kv/profiles/ada", "from west"::equals);

    JsonObject restored = restore(west, awaitConflict(west, "profiles", "profiles/ada"));

    assertThat(restored.getString("key")).isEqualTo("profiles/ada");
    assertThat(restored.getString("position")).startsWith("eu-west~");
    awaitEverywhere("/v1/kv/profiles/ada", "from east"::equals);
  }

  @Test
  void aFieldOfADocumentThatLostIsShownByItsPathAndRestoredAlone() throws Exception {
    east.put("/v1/documents/docs/ada", "{\"a\": {\"b\": 0, \"c\": 0}}");
    awaitEverywhere("/v1/documents/docs/ada", body -> body.contains("\"b\""));
    whileApart(() -> {
      patch(east, "{\"a\": {\"b\": 1}}");
      patch(west, "{\"a\": {\"b\": 2, \"c\": 2}}");
    });
    JsonObject conflict = awaitConflict(east, "docs", "docs/ada");
    assertThat(conflict.getString("field")).isEqualTo("/a/b");
    assertThat(conflict.getJsonObject("lost").getValue("value")).isEqualTo(1);
    awaitEverywhere("/v1/documents/docs/ada", "{\"a\":{\"b\":2,\"c\":2}}"::equals);

    restore(east, conflict);

    awaitEverywhere("/v1/documents/docs/ada", "{\"a\":{\"b\":1,\"c\":2}}"::equals);
  }

  private static void patch(RealRegion region, String patch) throws Exception {
    HttpResponse<String> answer =
        region.call(
            region
                .request("/v1/documents/docs/ada")
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(patch)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }

  @Test
  void manyConflictsComeInPagesTheNewestFirstEachOnce() throws Exception {
    int count = 25;
    String since = Instant.now().toString();
    whileApart(() -> {
      for (int i = 0; i < count; i++) {
        east.put("/v1/kv/brief/page-" + i, "east");
        west.put("/v1/kv/brief/page-" + i, "west");
      }
    });
    await()
        .atMost(DEADLINE)
        .until(() -> conflicts(east, "namespace=brief&limit=500").size() == count);
    Set<String> keys = new HashSet<>();
    Instant last = Instant.MAX;
    String cursor = "";
    int pages = 0;
    while (cursor != null) {
      String query = "namespace=brief&limit=10&since=" + since + cursor;
      JsonObject page = new JsonObject(east.get("/v1/conflicts?" + query).body());
      for (Object each : page.getJsonArray("conflicts")) {
        JsonObject conflict = (JsonObject) each;
        assertThat(keys.add(conflict.getString("key"))).as(conflict.encode()).isTrue();
        Instant found = Instant.parse(conflict.getString("found"));
        assertThat(found).isBeforeOrEqualTo(last);
        last = found;
      }
      pages++;
      cursor = page.getString("cursor") == null ? null : "&cursor=" + page.getString("cursor");
    }
    assertThat(keys).hasSize(count);
    assertThat(pages).isEqualTo(3);
    assertThat(conflicts(east, "namespace=brief&since=" + Instant.now().plusSeconds(60))).isEmpty();
  }

  @Test
  void callsThatCantBeAnsweredSayTheWayOut() throws Exception {
    assertRefused(east.get("/v1/conflicts"), 400, "namespace=<name>");
    assertRefused(east.get("/v1/conflicts?namespace=nowhere"), 404, "nowhere");
    assertRefused(east.get("/v1/conflicts?namespace=docs&limit=0"), 400, "1 to 500");
    assertRefused(east.get("/v1/conflicts?namespace=docs&cursor=x"), 400, "cursor 'x'");
    assertRefused(east.get("/v1/conflicts?namespace=docs&since=now"), 400, "2026-01-31");
    assertRefused(east.get("/v1/conflicts/docs.us-east.0.0/restore"), 405, "POST");
    assertRefused(east.post("/v1/conflicts/nothing", ""), 404, "/restore");
    assertRefused(east.post("/v1/conflicts/docs.eu-west.0.0/restore", ""), 404, "kept by eu-west");
    assertRefused(
        east.post("/v1/conflicts/docs.us-east.0.999999/restore", ""), 404, "not any more");
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String wayOut) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(new JsonObject(answer.body()).getString("detail")).contains(wayOut);
  }
}
