package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.edge.peer.Peer;
import io.atoll.edge.proxy.ProxyConfig;
import io.atoll.edge.session.Seal;
import io.atoll.edge.session.Session;
import io.atoll.edge.session.SessionKeys;
import io.atoll.edge.session.SessionTokens;
import io.atoll.runtime.access.Access;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that goes from one region to another, with its token. */
class SessionsTest {
  private static final String ADA = "/v1/kv/profiles/ada";
  private static final String HITS = "/v1/counters/hits/home";
  private static final String TAG = "/v1/sets/tags/post/members/redis";
  private static final String SCORE = "/v1/leaderboards/scores/june/members/ada";
  private static final String DOCUMENT = "/v1/documents/docs/ada";
  private static final String SESSION = "atoll-session";

  private TestEdges east;
  private TestEdges west;

  @BeforeEach
  void start() throws Exception {
    east = region("us-east", List.of());
    west =
        region(
            "eu-west", List.of(new Peer(RegionId.of("us-east"), List.of(east.node(1).address()))));
  }

  private static TestEdges region(String name, List<Peer> peers) throws Exception {
    return new TestEdges(
        name, TestEdges.limits(), ProxyConfig.NONE, Access.loopbackOnly(), 1, peers);
  }

  @AfterEach
  void stop() throws Exception {
    west.close();
    east.close();
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** The east's log reaches the west. */
  private void mirror() {
    west.region.mirror(east.region);
  }

  /** As {@link #mirror}, while a request waits. */
  private void mirrorSoon() {
    west.vertx.setTimer(TestEdges.SESSION_WAIT.toMillis() / 4, _ -> mirror());
  }

  private static HttpResponse<String> post(
      TestEdges region, String path, String body, String... headers) throws Exception {
    return region.call(region.request(1, path, headers).POST(BodyPublishers.ofString(body)));
  }

  /** Writes one thing of every kind in the east, and returns the token after it. */
  private String writeEveryKind() throws Exception {
    String token = header(east.put(ADA, "1"), SESSION);
    token = header(post(east, HITS, "{\"delta\":1}", SESSION, token), SESSION);
    token = header(east.put(TAG, "", SESSION, token), SESSION);
    token = header(east.put(SCORE, "{\"score\":50}", SESSION, token), SESSION);
    token = header(east.put(DOCUMENT, "{\"a\":1}", SESSION, token), SESSION);
    assertThat(token).isNotEmpty();
    return token;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ADA,
        HITS,
        TAG,
        "/v1/sets/tags/post/members",
        SCORE,
        "/v1/leaderboards/scores/june/top",
        "/v1/leaderboards/scores/june/around/ada",
        DOCUMENT,
        "/v1/kv/profiles"
      })
  void aReadOfAnyKindWaitsUntilTheRegionHasWhatItsClientWrote(String path) throws Exception {
    String token = writeEveryKind();
    String there = east.get(path).body();
    mirrorSoon();

    HttpResponse<String> read = west.get(path, SESSION, token);

    assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
    assertThat(read.body()).isEqualTo(there);
    assertThat(header(read, "atoll-region")).isEqualTo("eu-west");
    assertThat(header(read, SESSION)).isNotEmpty();
  }

  @Test
  void aRegionThatDoesNotHaveItInTimeHasAnotherAnswer() throws Exception {
    String token = header(east.put(ADA, "1", "content-type", "text/ada"), SESSION);

    HttpResponse<String> read = west.get(ADA, SESSION, token);

    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.body()).isEqualTo("1");
    assertThat(header(read, "atoll-region")).isEqualTo("us-east");
    assertThat(header(read, "cache-status")).isEqualTo("atoll; fwd=miss; detail=peer-us-east");
    assertThat(header(read, "content-type")).isEqualTo("text/ada");
    assertThat(header(read, "etag")).isNotEmpty();
    assertThat(header(read, SESSION)).isEqualTo(token);
    HttpResponse<String> head = west.method("HEAD", ADA, SESSION, token);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "content-length")).isEqualTo("1");
    assertThat(west.get(ADA, SESSION, token, "if-none-match", header(read, "etag")).statusCode())
        .isEqualTo(304);
  }

  @Test
  void whenNobodyHasItTheAnswerIs503AndSaysWhenToTryAgain() throws Exception {
    HttpResponse<String> put = west.put(ADA, "1");

    HttpResponse<String> read = east.get(ADA, SESSION, header(put, SESSION));

    assertThat(read.statusCode()).isEqualTo(503);
    assertThat(header(read, "retry-after")).isEqualTo("1");
    assertThat(new JsonObject(read.body()).getString("type"))
        .isEqualTo("urn:atoll:problem:not-here-yet");
  }

  @Test
  void whatWasHandedOnGoesNoFurtherAndWaitsForNothing() throws Exception {
    String unknownInTheWest = header(east.put(ADA, "1"), SESSION);
    long start = System.nanoTime();

    HttpResponse<String> read =
        west.get(ADA, SESSION, unknownInTheWest, "atoll-forwarded", "ap-northeast");

    assertThat(read.statusCode()).isEqualTo(503);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TestEdges.SESSION_WAIT);
  }

  @Test
  void whoeverOptsOutReadsWhatIsThere() throws Exception {
    String token = header(east.put(ADA, "1"), SESSION);

    HttpResponse<String> read = west.get(ADA, SESSION, token, "atoll-consistency", "eventual");

    assertThat(read.statusCode()).isEqualTo(404);
    assertThat(header(read, SESSION)).isEmpty();
    assertThat(west.get(ADA, "atoll-consistency", "strong").statusCode()).isEqualTo(400);
  }

  @Test
  void readsDoNotGoBackInAnotherRegion() throws Exception {
    east.put(ADA, "1");
    mirror();
    east.put(ADA, "2");
    HttpResponse<String> seen = east.get(ADA);
    assertThat(seen.body()).isEqualTo("2");

    HttpResponse<String> read = west.get(ADA, SESSION, header(seen, SESSION));

    assertThat(read.body()).isEqualTo("2");
  }

  @Test
  void aListDoesNotGoBackInAnotherRegion() throws Exception {
    east.put(TAG, "");
    HttpResponse<String> seen = east.get("/v1/sets/tags/post/members");

    HttpResponse<String> read = west.get(TAG, SESSION, header(seen, SESSION));

    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(header(read, "atoll-region")).isEqualTo("us-east");
  }

  @Test
  void aWriteComesAfterEverythingItsClientHasSeen() throws Exception {
    String wrote = header(east.put(ADA, "1"), SESSION);

    HttpResponse<String> second = west.put(ADA, "2", SESSION, wrote);

    assertThat(west.region.log.getFirst().timestamp())
        .isGreaterThan(east.region.log.getFirst().timestamp());
    assertThat(east.get(ADA, SESSION, header(second, SESSION)).statusCode()).isEqualTo(503);
  }

  @Test
  void withoutRedisAWriteComesAfterWhatItsClientHasSeenToo() throws Exception {
    String wrote = header(east.put(ADA, "1"), SESSION);
    west.region.viewDown = true;

    assertThat(west.put(ADA, "2", SESSION, wrote).statusCode()).isEqualTo(202);

    assertThat(west.region.log.getFirst().timestamp())
        .isGreaterThan(east.region.log.getFirst().timestamp());
  }

  @Test
  void whatDependsOnWhatIsThereWaitsForWhatItsClientHasSeen() throws Exception {
    String token = writeEveryKind();
    String ifThere = header(east.get(ADA), "etag");
    mirrorSoon();

    assertThat(west.put(ADA, "2", SESSION, token, "if-match", ifThere).statusCode()).isEqualTo(204);
    assertThat(west.delete(HITS, SESSION, token).statusCode()).isEqualTo(204);
    assertThat(west.delete(TAG, SESSION, token).statusCode()).isEqualTo(204);
    assertThat(west.put(SCORE, "{\"score\":40}", SESSION, token).statusCode()).isEqualTo(204);

    assertThat(west.get(HITS).body()).isEqualTo("{\"value\":0}");
    assertThat(west.get(TAG).statusCode()).isEqualTo(404);
    assertThat(new JsonObject(west.get(SCORE).body()).getInteger("score")).isEqualTo(50);
  }

  @Test
  void whatDependsOnWhatIsNotThereInTimeIsNotWritten() throws Exception {
    String token = writeEveryKind();

    HttpResponse<String> reset = west.delete(HITS, SESSION, token);

    assertThat(reset.statusCode()).isEqualTo(503);
    assertThat(header(reset, "retry-after")).isEqualTo("1");
    assertThat(reset.body()).contains("nothing was written");
    assertThat(west.region.log).isEmpty();
    assertThat(post(west, HITS, "{\"delta\":2}", SESSION, token).statusCode()).isEqualTo(200);
    assertThat(west.delete(HITS, "atoll-consistency", "eventual").statusCode()).isEqualTo(204);
  }

  @Test
  void answersFromMemoryCarryTheTokenThatWasSealedOnce() throws Exception {
    east.put(ADA, "1");
    String first = header(east.get(ADA), SESSION);

    HttpResponse<String> hit = east.get(ADA);

    assertThat(header(hit, "cache-status")).isEqualTo("atoll; hit");
    assertThat(header(hit, SESSION)).isEqualTo(first).isNotEmpty();
    assertThat(header(east.get(ADA, SESSION, first), "cache-status")).isEqualTo("atoll; hit");
  }

  @Test
  void aBatchEarnsOneTokenForAllThatItDid() throws Exception {
    HttpResponse<String> done =
        post(
            east,
            "/v1/batch",
            """
            {"operations": [
              {"method": "PUT", "path": "%s", "text": "1"},
              {"method": "POST", "path": "%s", "json": {"delta": 1}}]}
            """
                .formatted(ADA, HITS));
    assertThat(done.body()).doesNotContain(SESSION);
    String token = header(done, SESSION);

    assertThat(west.get(ADA, SESSION, token).body()).isEqualTo("1");
    assertThat(west.get(HITS, SESSION, token).body()).isEqualTo("{\"value\":1}");
  }

  @Test
  void forgedTokensAreRefusedWithTheWayOut() throws Exception {
    String token = header(east.put(ADA, "1"), SESSION);
    String forged = (token.startsWith("A") ? "B" : "A") + token.substring(1);

    for (HttpResponse<String> answer :
        List.of(
            east.get(ADA, SESSION, forged),
            east.put(ADA, "2", SESSION, forged),
            east.get("/v1/kv/profiles", SESSION, forged))) {
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("leave the header out to begin a new session");
    }
    assertThat(east.get(ADA).body()).isEqualTo("1");
  }

  @Test
  void aTokenMovesNoClockButTheStampOfItsOwnWrite() throws Exception {
    long soon = System.currentTimeMillis() + 50_000;
    String ahead = token(Session.ofWrite(position(0), HybridTimestamp.of(soon, 0)));

    assertThat(west.put(ADA, "1", SESSION, ahead).statusCode()).isEqualTo(201);
    west.put("/v1/kv/profiles/grace", "2");

    assertThat(west.region.log.getFirst().timestamp().millis()).isGreaterThanOrEqualTo(soon);
    assertThat(west.region.log.getLast().timestamp().millis()).isLessThan(soon);
  }

  @Test
  void nothingIsWrittenAfterATimeThatIsFarAhead() throws Exception {
    long far = System.currentTimeMillis() + 600_000;
    String ahead = token(Session.ofWrite(position(0), HybridTimestamp.of(far, 0)));

    HttpResponse<String> put = west.put(ADA, "1", SESSION, ahead);

    assertThat(put.statusCode()).isEqualTo(409);
    assertThat(put.body()).contains("a clock is wrong somewhere");
    assertThat(west.region.log).isEmpty();
  }

  @Test
  void aTokenOfAPlatformWithMorePartitionsIsRefused() throws Exception {
    Position beyond = new Position(position(0).incarnation(), TestEdges.PARTITIONS, 0);
    String token = token(Session.ofWrite(beyond, HybridTimestamp.ZERO));

    assertThat(east.get("/v1/kv/profiles", SESSION, token).statusCode()).isEqualTo(400);
  }

  private static Position position(long offset) {
    return new Position(new IncarnationId(RegionId.of("us-east"), "life-1"), 0, offset);
  }

  private static String token(Session session) {
    return new SessionTokens(new Seal(SessionKeys.parse(TestEdges.SESSION_KEY)))
        .seal(session)
        .orElseThrow();
  }
}
