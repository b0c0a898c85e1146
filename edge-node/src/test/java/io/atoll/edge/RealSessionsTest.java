package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients with tokens between two regions of real parts, while the link between them stops and
 * goes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealSessionsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int ROUNDS = 40;
  private static final String SESSION = "atoll-session";
  private RealRegion east;
  private RealRegion west;

  /** What the client of a test carries; empty: nothing yet. */
  private String token = "";

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

  @BeforeEach
  void newClient() {
    token = "";
  }

  /** The west hears nothing new of the east. */
  private void stopLink() throws Exception {
    west.pauseLink(east, true);
    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> assertThat(west.linkState(east)).isEqualTo("stopped"));
  }

  private void startLink() throws Exception {
    west.pauseLink(east, false);
  }

  private HttpResponse<String> call(RealRegion region, HttpRequest.Builder request)
      throws Exception {
    if (!token.isEmpty()) {
      request.header(SESSION, token);
    }
    HttpResponse<String> answer = region.call(request);
    token = answer.headers().firstValue(SESSION).orElse(token);
    return answer;
  }

  private HttpResponse<String> get(RealRegion region, String path) throws Exception {
    return call(region, region.request(path).GET());
  }

  private HttpResponse<String> put(RealRegion region, String path, String body) throws Exception {
    return call(region, region.request(path).PUT(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> delete(RealRegion region, String path) throws Exception {
    return call(region, region.request(path).DELETE());
  }

  private static String answeredBy(HttpResponse<?> answer) {
    return answer.headers().firstValue("atoll-region").orElseThrow();
  }

  @Test
  void aClientReadsItsWriteInARegionThatDoesNotHaveItYet() throws Exception {
    String path = "/v1/kv/profiles/moved";
    stopLink();
    put(east, path, "mine");

    HttpResponse<String> apart = get(west, path);
    HttpResponse<String> stranger = west.get(path);
    startLink();

    assertThat(apart.body()).isEqualTo("mine");
    assertThat(answeredBy(apart)).isEqualTo("us-east");
    assertThat(stranger.statusCode()).isEqualTo(404);
    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> {
          HttpResponse<String> read = get(west, path);
          assertThat(read.body()).isEqualTo("mine");
          assertThat(answeredBy(read)).isEqualTo("eu-west");
        });
  }

  @Test
  void whatAClientReadsNeverGoesBackWhileTheLinkStopsAndGoes() throws Exception {
    String path = "/v1/counters/hits/seen";
    int last = 0;
    for (int round = 0; round < ROUNDS; round++) {
      west.pauseLink(east, round % 4 < 2);
      assertThat(east.post(path, "{\"delta\":1}").statusCode()).isEqualTo(200);
      for (RealRegion region : List.of(east, west)) {
        HttpResponse<String> read = get(region, path);
        assertThat(read.statusCode()).as("round %d: %s", round, read.body()).isEqualTo(200);
        int value = new JsonObject(read.body()).getInteger("value");
        assertThat(value).as("round %d in %s", round, region.id).isGreaterThanOrEqualTo(last);
        last = value;
      }
      assertThat(last).as("what others wrote is read too").isGreaterThan(round);
    }
    startLink();
  }

  @Test
  void ofTheWritesOfOneClientTheLastStandsEverywhere() throws Exception {
    String path = "/v1/kv/profiles/last";
    for (int round = 1; round <= ROUNDS; round++) {
      put(round % 2 == 0 ? west : east, path, "round " + round);
    }
    for (RealRegion region : List.of(east, west)) {
      assertThat(get(region, path).body()).isEqualTo("round " + ROUNDS);
    }
  }

  @Test
  void aRemovalIsOfWhatItsClientHasSeenOrIsNotMade() throws Exception {
    String path = "/v1/sets/tags/post/members/late";
    stopLink();
    put(east, path, "");

    HttpResponse<String> apart = delete(west, path);
    startLink();

    assertThat(apart.statusCode()).isEqualTo(503);
    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> assertThat(delete(west, path).statusCode()).isEqualTo(204));
    for (RealRegion region : List.of(east, west)) {
      assertThat(get(region, path).statusCode()).isEqualTo(404);
    }
  }
}
