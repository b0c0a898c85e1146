package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The data API for everything but plain registers. */
class KindsTest {
  private TestEdges edges;

  @BeforeEach
  void start() throws Exception {
    edges = TestEdges.start();
  }

  @AfterEach
  void stop() throws Exception {
    edges.close();
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    return edges.call(
        edges.request(1, path, headers).method(method, BodyPublishers.ofString(body)));
  }

  private static JsonObject json(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }

  private static String tag(HttpResponse<String> response) {
    return response.headers().firstValue("etag").orElse("");
  }

  @Test
  void aCounterAddsUpAndIsReset() throws Exception {
    String path = "/v1/counters/hits/home";
    assertThat(edges.get(path).body()).isEqualTo("{\"value\":0}");

    HttpResponse<String> first = send("POST", path, "{\"delta\":5}");
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body()).isEqualTo("{\"value\":5}");
    assertThat(send("POST", path, "{\"delta\":-7}").body()).isEqualTo("{\"value\":-2}");
    HttpResponse<String> read = edges.get(path);
    assertThat(read.body()).isEqualTo("{\"value\":-2}");
    assertThat(tag(read)).isNotEqualTo(tag(first)).matches("\"[^\"]+\"");
    assertThat(edges.get(path, "if-none-match", tag(read)).statusCode()).isEqualTo(304);

    assertThat(edges.delete(path).statusCode()).isEqualTo(204);
    assertThat(edges.delete(path).statusCode()).isEqualTo(204);
    assertThat(edges.get(path).body()).isEqualTo("{\"value\":0}");
  }

  @Test
  void aRetriedAdditionCountsOnce() throws Exception {
    String path = "/v1/counters/hits/once";
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer =
          send("POST", path, "{\"delta\":5}", "idempotency-key", "order 7");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"value\":5}");
    }
    assertThat(send("POST", path, "{\"delta\":5}", "idempotency-key", "order 8").body())
        .isEqualTo("{\"value\":10}");
    assertThat(send("POST", path, "{\"delta\":1}", "idempotency-key", "x".repeat(129)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void whatIsNoAdditionIsRefusedWithTheReason() throws Exception {
    for (String body :
        List.of(
            "",
            "[]",
            "{}",
            "{\"delta\":1.5}",
            "{\"delta\":\"1\"}",
            "{\"delta\":1,\"x\":2}",
            "{\"delta\":1,\"delta\":2}",
            "{\"delta\":9007199254740993}")) {
      HttpResponse<String> answer = send("POST", "/v1/counters/hits/home", body);
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
      assertThat(json(answer).getString("detail")).as(body).isNotBlank();
    }
    assertThat(send("POST", "/v1/counters/hits/home", "{\"delta\":1}", "atoll-ttl", "5"))
        .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400));
  }

  @Test
  void aSetHasWhatWasAddedAndNotRemovedInPages() throws Exception {
    String set = "/v1/sets/tags/post-1";
    assertThat(edges.method("PUT", set + "/members/red").statusCode()).isEqualTo(201);
    assertThat(edges.method("PUT", set + "/members/red").statusCode()).isEqualTo(204);
    assertThat(edges.method("PUT", set + "/members/a%2Fb").statusCode()).isEqualTo(201);
    assertThat(edges.method("PUT", set + "/members/blue").statusCode()).isEqualTo(201);

    assertThat(edges.get(set + "/members/red").statusCode()).isEqualTo(200);
    assertThat(edges.get(set + "/members/green").statusCode()).isEqualTo(404);
    JsonObject page = json(edges.get(set + "/members?limit=2"));
    assertThat(page.getJsonArray("members")).containsExactly("a/b", "blue");
    assertThat(page.getLong("total")).isEqualTo(3);
    JsonObject rest = json(edges.get(set + "/members?limit=2&cursor=" + page.getString("cursor")));
    assertThat(rest.getJsonArray("members")).containsExactly("red");
    assertThat(rest.getString("cursor")).isNull();

    assertThat(edges.delete(set + "/members/red").statusCode()).isEqualTo(204);
    assertThat(edges.delete(set + "/members/red").statusCode()).isEqualTo(204);
    assertThat(edges.get(set + "/members/red").statusCode()).isEqualTo(404);
    assertThat(edges.get(set + "/members?limit=0").statusCode()).isEqualTo(400);
    assertThat(edges.get(set + "/members?limit=1001").statusCode()).isEqualTo(400);
    assertThat(edges.delete(set).statusCode()).isEqualTo(404);
    assertThat(send("PUT", set + "/members/red", "", "if-none-match", "*").statusCode())
        .isEqualTo(400);
  }

  @Test
  void aLeaderboardKeepsTheBestAndRanksThem() throws Exception {
    String board = "/v1/leaderboards/scores/june";
    assertThat(send("PUT", board + "/members/ada", "{\"score\":50}").statusCode()).isEqualTo(201);
    assertThat(send("PUT", board + "/members/ada", "{\"score\":40}").statusCode()).isEqualTo(204);
    send("POST", board + "/members/grace", "{\"score\":70}");
    send("PUT", board + "/members/joan", "{\"score\":50}");
    send("PUT", board + "/members/mary", "{\"score\":-3}");

    assertThat(json(edges.get(board + "/members/ada")))
        .isEqualTo(
            new JsonObject()
                .put("member", "ada")
                .put("score", 50)
                .put("rank", 2)
                .put("members", 4));
    assertThat(json(edges.get(board + "/top?n=3")).getJsonArray("members").encode())
        .isEqualTo(
            "[{\"rank\":1,\"member\":\"grace\",\"score\":70},{\"rank\":2,\"member\":\"ada\",\"score\":50},{\"rank\":3,\"member\":\"joan\",\"score\":50}]");
    assertThat(json(edges.get(board + "/around/joan?n=1")).getJsonArray("members").encode())
        .isEqualTo(
            "[{\"rank\":2,\"member\":\"ada\",\"score\":50},{\"rank\":3,\"member\":\"joan\",\"score\":50},{\"rank\":4,\"member\":\"mary\",\"score\":-3}]");
    assertThat(edges.get(board + "/around/nobody").statusCode()).isEqualTo(404);

    assertThat(edges.delete(board + "/members/ada").statusCode()).isEqualTo(204);
    assertThat(edges.get(board + "/members/ada").statusCode()).isEqualTo(404);
    send("PUT", board + "/members/ada", "{\"score\":10}");
    assertThat(json(edges.get(board + "/members/ada")).getInteger("score"))
        .as("scores from before the removal don't count")
        .isEqualTo(10);
  }

  @Test
  void aDocumentMergesFieldByField() throws Exception {
    String path = "/v1/documents/docs/readme";
    assertThat(edges.get(path).statusCode()).isEqualTo(404);
    assertThat(send("PATCH", path, "{\"a\":{\"b\":1,\"c\":[1,2]},\"d\":1.50}").statusCode())
        .isEqualTo(201);
    HttpResponse<String> patched = send("PATCH", path, "{\"a\":{\"b\":null,\"e\":{}}}");
    assertThat(patched.statusCode()).isEqualTo(204);
    HttpResponse<String> read = edges.get(path);
    assertThat(read.body()).isEqualTo("{\"a\":{\"c\":[1,2],\"e\":{}},\"d\":1.50}");
    assertThat(read.headers().firstValue("content-type")).contains("application/json");
    assertThat(tag(read)).isEqualTo(tag(patched));

    assertThat(send("PATCH", path, "{\"a\":{\"b\":2}}").statusCode()).isEqualTo(204);
    assertThat(edges.get(path).body())
        .isEqualTo("{\"a\":{\"b\":2,\"c\":[1,2],\"e\":{}},\"d\":1.50}");
    assertThat(send("PUT", path, "{\"z\":true}").statusCode()).isEqualTo(204);
    assertThat(edges.get(path).body()).isEqualTo("{\"z\":true}");
    assertThat(edges.delete(path).statusCode()).isEqualTo(204);
    assertThat(edges.get(path).statusCode()).isEqualTo(404);
    assertThat(send("PATCH", path, "[1]").statusCode()).isEqualTo(400);
    assertThat(send("PATCH", path, "{\"a\":1,\"a\":2}").statusCode()).isEqualTo(400);

    HttpResponse<String> other =
        send("PATCH", path, "[]", "content-type", "application/json-patch+json");
    assertThat(other.statusCode()).isEqualTo(415);
    assertThat(other.headers().firstValue("accept-patch")).contains("application/merge-patch+json");
    assertThat(send("PATCH", path, "{}", "content-type", "Application/JSON; charset=utf-8"))
        .returns(201, HttpResponse::statusCode);
  }

  @Test
  void aConditionalWriteCountsOnlyOnWhatItsWriterSaw() throws Exception {
    String path = "/v1/kv/profiles/lock";
    HttpResponse<String> made = send("PUT", path, "1", "if-none-match", "*");
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(send("PUT", path, "2", "if-none-match", "*").statusCode()).isEqualTo(412);
    assertThat(send("PUT", path, "2", "if-match", "\"other\"").statusCode()).isEqualTo(412);
    assertThat(send("PUT", path, "2", "if-match", tag(made)).statusCode()).isEqualTo(204);
    assertThat(send("PUT", path, "3", "if-match", tag(made)).statusCode()).isEqualTo(412);
    assertThat(edges.get(path).body()).isEqualTo("2");
    assertThat(edges.call(edges.request(1, path, "if-match", tag(made)).DELETE()).statusCode())
        .isEqualTo(412);
    assertThat(send("PUT", "/v1/kv/profiles/none", "x", "if-match", "*").statusCode())
        .isEqualTo(412);
  }

  @Test
  void ofManyThatTakeALockAtOnceExactlyOneGetsIt() throws Exception {
    int askers = 8;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < askers; i++) {
        String name = "owner " + i;
        calls.add(
            () -> send("PUT", "/v1/kv/profiles/race", name, "if-none-match", "*").statusCode());
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> call : threads.invokeAll(calls)) {
        statuses.add(call.get());
      }
      assertThat(statuses).containsOnly(201, 412);
      assertThat(statuses.stream().filter(status -> status == 201)).hasSize(1);
    }
  }

  @Test
  void aConditionalWriteIsNeverAnsweredBeforeItIsJudged() throws Exception {
    edges.region.applierPaused = true;
    HttpResponse<String> answer = send("PUT", "/v1/kv/profiles/x", "1", "if-none-match", "*");
    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(json(answer).getString("detail")).contains("not known yet whether it counts");
  }

  @Test
  void whenTheApplierWordIsLostAConditionalWriteIsFoundOut() throws Exception {
    edges.region.appliedLost = true;
    String path = "/v1/kv/profiles/quiet";
    assertThat(send("PUT", path, "1", "if-none-match", "*").statusCode()).isEqualTo(201);
    assertThat(send("PUT", path, "2", "if-none-match", "*").statusCode()).isEqualTo(412);
  }

  @Test
  void withoutTheViewAdditionsAreSavedAndWhatTakesAwayIsRefused() throws Exception {
    edges.region.viewDown = true;
    assertThat(send("POST", "/v1/counters/hits/home", "{\"delta\":1}").statusCode()).isEqualTo(202);
    assertThat(send("PATCH", "/v1/documents/docs/x", "{\"a\":1}").statusCode()).isEqualTo(202);
    assertThat(edges.method("PUT", "/v1/sets/tags/t/members/m").statusCode()).isEqualTo(202);
    assertThat(edges.delete("/v1/counters/hits/home").statusCode()).isEqualTo(503);
    assertThat(edges.delete("/v1/sets/tags/t/members/m").statusCode()).isEqualTo(503);
    assertThat(send("PUT", "/v1/kv/profiles/x", "1", "if-none-match", "*").statusCode())
        .isEqualTo(503);
  }

  @Test
  void namesAreListedInOrderOverAllPartitions() throws Exception {
    for (int i = 0; i < 25; i++) {
      edges.put("/v1/kv/profiles/user-%02d".formatted(i), "x");
    }
    edges.put("/v1/kv/profiles/other", "x");
    edges.delete("/v1/kv/profiles/user-07");
    List<String> names = new ArrayList<>();
    String cursor = "";
    do {
      JsonObject page = json(edges.get("/v1/kv/profiles?prefix=user-&limit=10" + cursor));
      page.getJsonArray("names").forEach(name -> names.add((String) name));
      cursor = page.getString("cursor") == null ? null : "&cursor=" + page.getString("cursor");
    } while (cursor != null);
    assertThat(names).hasSize(24).isSorted().doesNotContain("user-07").doesNotHaveDuplicates();
  }

  @Test
  void theWrongKindIsToldTheRightOne() throws Exception {
    HttpResponse<String> answer = edges.get("/v1/kv/hits/home");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(json(answer).getString("detail")).contains("counter").contains("/v1/counters/hits");
    assertThat(edges.method("POST", "/v1/kv/profiles/ada").statusCode()).isEqualTo(405);
    assertThat(send("PUT", "/v1/kv/profiles/a", "x", "atoll-durability", "twice").statusCode())
        .isEqualTo(400);
    assertThat(send("PUT", "/v1/kv/profiles/a", "x", "atoll-durability", "remote").statusCode())
        .as("there is no other region here")
        .isEqualTo(501);
  }
}
