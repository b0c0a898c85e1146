package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many calls of the data API in one request. */
class BatchTest {
  private TestEdges edges;

  @BeforeEach
  void start() throws Exception {
    edges = TestEdges.start();
  }

  @AfterEach
  void stop() throws Exception {
    edges.close();
  }

  private HttpResponse<String> send(String body, String... headers) throws Exception {
    return edges.call(edges.request(1, "/v1/batch", headers).POST(BodyPublishers.ofString(body)));
  }

  private List<JsonObject> results(JsonObject... operations) throws Exception {
    JsonArray all = new JsonArray(List.of(operations));
    HttpResponse<String> answer = send(new JsonObject().put("operations", all).encode());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body())
        .getJsonArray("results").stream().map(JsonObject.class::cast).toList();
  }

  private static JsonObject operation(String method, String path) {
    return new JsonObject().put("method", method).put("path", path);
  }

  private static List<Integer> statuses(List<JsonObject> results) {
    return results.stream().map(result -> result.getInteger("status")).toList();
  }

  @Test
  void everyKindIsWrittenAndReadInOneRequestEachWithItsOwnAnswer() throws Exception {
    List<JsonObject> results =
        results(
            operation("PUT", "/v1/kv/profiles/ada").put("json", new JsonObject().put("n", 1)),
            operation("GET", "/v1/kv/profiles/ada"),
            operation("POST", "/v1/counters/hits/home")
                .put("json", new JsonObject().put("delta", 5)),
            operation("PUT", "/v1/sets/tags/post/members/kafka"),
            operation("PUT", "/v1/leaderboards/scores/june/members/ada")
                .put("json", new JsonObject().put("score", 7)),
            operation("PATCH", "/v1/documents/docs/ada").put("json", new JsonObject().put("a", 1)),
            operation("GET", "/v1/kv/profiles/nobody"),
            operation("POST", "/v1/counters/profiles/ada")
                .put("json", new JsonObject().put("delta", 1)),
            operation("GET", "/v1/purges"));

    assertThat(statuses(results)).containsExactly(201, 200, 200, 201, 201, 201, 404, 409, 404);
    assertThat(results.get(1).getValue("json")).isEqualTo(new JsonObject().put("n", 1));
    assertThat(results.get(1).getJsonObject("headers").getString("etag"))
        .isEqualTo(results.get(0).getJsonObject("headers").getString("etag"));
    assertThat(results.get(2).getJsonObject("json").getInteger("value")).isEqualTo(5);
    assertThat(results.get(7).getJsonObject("json").getString("detail")).contains("/v1/kv/");
    assertThat(edges.get("/v1/kv/profiles/ada").body()).isEqualTo("{\"n\":1}");
    assertThat(edges.get("/v1/sets/tags/post/members/kafka").statusCode()).isEqualTo(200);
  }

  @Test
  void operationsOnOnePathAreDoneInTheirOrder() throws Exception {
    JsonObject[] writes =
        IntStream.range(0, 200)
            .mapToObj(i -> operation("PUT", "/v1/kv/profiles/one").put("text", "value " + i))
            .toArray(JsonObject[]::new);

    List<JsonObject> results = results(writes);

    assertThat(statuses(results)).startsWith(201, 204).hasSize(200);
    assertThat(edges.get("/v1/kv/profiles/one").body()).isEqualTo("value 199");
  }

  @Test
  void aThousandOperationsOfManyPathsAreAllDone() throws Exception {
    JsonObject[] adds =
        IntStream.range(0, 1_000)
            .mapToObj(i ->
                operation("POST", "/v1/counters/hits/n" + i % 300)
                    .put("json", new JsonObject().put("delta", 1)))
            .toArray(JsonObject[]::new);

    assertThat(statuses(results(adds))).hasSize(1_000).containsOnly(200);
    assertThat(edges.get("/v1/counters/hits/n0").body()).isEqualTo("{\"value\":4}");
    assertThat(edges.get("/v1/counters/hits/n299").body()).isEqualTo("{\"value\":3}");
    // Read from memory, which answers at once: a thousand of those must not nest.
    JsonObject[] reads =
        IntStream.range(0, 1_000)
            .mapToObj(_ -> operation("GET", "/v1/counters/hits/n0"))
            .toArray(JsonObject[]::new);
    assertThat(statuses(results(reads))).hasSize(1_000).containsOnly(200);
  }

  @Test
  void bytesComeBackAsTheyWereWhateverTheyAre() throws Exception {
    List<JsonObject> results =
        results(
            operation("PUT", "/v1/kv/profiles/bytes").put("base64", "AP8Q"),
            operation("GET", "/v1/kv/profiles/bytes"),
            operation("PUT", "/v1/kv/profiles/not-json")
                .put("text", "{oops")
                .put("headers", new JsonObject().put("Content-Type", "application/json")),
            operation("GET", "/v1/kv/profiles/not-json"),
            operation("HEAD", "/v1/kv/profiles/not-json"));

    assertThat(statuses(results)).containsExactly(201, 200, 201, 200, 200);
    assertThat(results.get(1).getString("base64")).isEqualTo("AP8Q");
    assertThat(results.get(3).getString("text")).isEqualTo("{oops");
    assertThat(results.get(4).fieldNames()).containsExactlyInAnyOrder("status", "headers");

    String verbatim = "{\"b\": 1.50,  \"a\": [1.10, \"\\u00e9\"]}";
    HttpResponse<String> answer =
        send(
            "{\"operations\":[{\"path\":\"/v1/kv/profiles/json\",\"json\":%s,\"method\":\"PUT\"}]}"
                .formatted(verbatim));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(edges.get("/v1/kv/profiles/json").body()).isEqualTo(verbatim);
    assertThat(
            send(
                "{\"operations\":[{\"path\":\"/v1/kv/profiles/n\",\"json\":12,\"method\":\"PUT\"}]}"))
        .returns(200, HttpResponse::statusCode);
    assertThat(edges.get("/v1/kv/profiles/n").body()).isEqualTo("12");
  }

  @Test
  void conditionsAndIdempotencyKeysHoldForEachOperation() throws Exception {
    JsonObject once =
        operation("POST", "/v1/counters/hits/retried")
            .put("json", new JsonObject().put("delta", 3))
            .put("headers", new JsonObject().put("Idempotency-Key", "k1"));
    JsonObject ifNone =
        operation("PUT", "/v1/kv/profiles/lock")
            .put("text", "mine")
            .put("headers", new JsonObject().put("If-None-Match", "*"));

    List<JsonObject> results = results(once, ifNone, once, ifNone);

    assertThat(statuses(results)).containsExactly(200, 201, 200, 412);
    assertThat(edges.get("/v1/counters/hits/retried").body()).isEqualTo("{\"value\":3}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                                             | not a JSON object
          {"operations":[]}                                              | no operation
          {"ops":[]}                                                     | "operations"
          {"operations":[{"method":"PUT"}]}                              | operation 0: it has no path
          {"operations":[{"method":"FROB","path":"/v1/kv/profiles/a"}]}  | 'FROB'
          {"operations":[{"method":"GET","path":"kv"}]}                  | 'kv' does not begin
          {"operations":[{"method":"GET","path":"/é"}]}                  | percent-encoded
          {"operations":[{"method":"GET","path":"/a","body":1}]}         | 'body' is none of
          {"operations":[{"method":"GET","path":"/a","json":1,"text":""}]} | more than one of
          {"operations":[{"method":"GET","path":"/a","base64":"*"}]}     | not Base64
          {"operations":[{"method":"GET","path":"/a","headers":{"Host":"x"}}]} | 'Host' is of a connection
          {"operations":[{"method":"GET","method":"GET"}]}               | not JSON
          {"operations":[{"method":"GET","path":"/a"}]} trailing         | not JSON
          {"operations":[{"method":"GET",                                | not JSON
          """)
  void aBatchThatIsNotUnderstoodIsRefusedWholeAndSaysWhy(String body, String why) throws Exception {
    HttpResponse<String> answer = send(body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getString("detail"))
        .contains("nothing of this batch was done")
        .contains(why);
  }

  @Test
  void whatIsTooMuchIsRefusedWithTheBound() throws Exception {
    String one = "{\"method\":\"GET\",\"path\":\"/v1/kv/profiles/a\"}";
    String many = String.join(",", Collections.nCopies(1_001, one));
    assertThat(send("{\"operations\":[" + many + "]}"))
        .returns(400, HttpResponse::statusCode)
        .extracting(HttpResponse::body)
        .asString()
        .contains("more than 1000 operations");
    String large = "{\"operations\":[%s]}".formatted(" ".repeat(8 << 20));
    assertThat(send(large).statusCode()).isEqualTo(413);
    assertThat(edges.get("/v1/batch").statusCode()).isEqualTo(405);
  }

  @Test
  void readsThatWouldMakeTheAnswerTooLargeAreLeftToTheClient() throws Exception {
    String mebibyte = "x".repeat(1 << 20);
    assertThat(edges.put("/v1/kv/profiles/large", mebibyte).statusCode()).isEqualTo(201);
    JsonObject[] operations =
        IntStream.range(0, 12)
            .mapToObj(i ->
                i == 11
                    ? operation("PUT", "/v1/kv/profiles/small").put("text", "s")
                    : operation("GET", "/v1/kv/profiles/large"))
            .toArray(JsonObject[]::new);

    List<JsonObject> results = results(operations);

    assertThat(statuses(results).subList(0, 11)).containsOnly(200, 503);
    assertThat(statuses(results).subList(0, 11)).filteredOn(status -> status == 200).hasSize(8);
    assertThat(results.getLast().getInteger("status")).isEqualTo(201);
  }

  @Test
  void withoutTheViewWhatCanBeSavedIsSavedAndTheRestSaysWhyNot() throws Exception {
    edges.region.viewDown = true;

    List<JsonObject> results =
        results(
            operation("PUT", "/v1/kv/profiles/ada").put("text", "saved"),
            operation("GET", "/v1/kv/profiles/other"),
            operation("DELETE", "/v1/sets/tags/post/members/kafka"));

    assertThat(statuses(results)).containsExactly(202, 503, 503);
    assertThat(results.get(1).getJsonObject("headers").getString("retry-after")).isEqualTo("1");
  }
}
