package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.core.region.RegionId;
import io.atoll.edge.peer.Peer;
import io.atoll.edge.proxy.ProxyConfig;
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

/** A region whose view is away, beside one that has everything. */
class ViewFallbackTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String ADA = "/v1/kv/profiles/ada";

  private TestEdges east;
  private TestEdges west;

  @BeforeEach
  void start() throws Exception {
    east = region("us-east", List.of());
    west =
        region(
            "eu-west", List.of(new Peer(RegionId.of("us-east"), List.of(east.node(1).address()))));
    east.put(ADA, "1");
    east.call(
        east.request(1, "/v1/counters/hits/home").POST(BodyPublishers.ofString("{\"delta\":1}")));
    east.put("/v1/sets/tags/post/members/redis", "");
    east.put("/v1/leaderboards/scores/june/members/ada", "{\"score\":50}");
    east.put("/v1/documents/docs/ada", "{\"a\":1}");
    west.region.viewDown = true;
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

  private static double fallbacks(TestEdges region, String outcome) {
    return region.meters.counter("atoll_edge_view_fallbacks", "outcome", outcome).count();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ADA,
        "/v1/counters/hits/home",
        "/v1/sets/tags/post/members/redis",
        "/v1/sets/tags/post/members",
        "/v1/leaderboards/scores/june/members/ada",
        "/v1/leaderboards/scores/june/top",
        "/v1/leaderboards/scores/june/around/ada",
        "/v1/documents/docs/ada",
        "/v1/kv/profiles"
      })
  void aReadOfAnyKindIsAnsweredByAnotherRegionAndSaysSo(String path) throws Exception {
    HttpResponse<String> read = west.get(path);

    assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
    assertThat(read.body()).isEqualTo(east.get(path).body());
    assertThat(header(read, "cache-status")).isEqualTo("atoll; fwd=miss; detail=peer-us-east");
    assertThat(header(read, "atoll-region")).isEqualTo("us-east");
    assertThat(fallbacks(west, "peer")).isEqualTo(1);
  }

  @Test
  void writesGoOnBeingSavedHereMeanwhile() throws Exception {
    HttpResponse<String> write = west.put(ADA, "2");

    assertThat(write.statusCode()).isEqualTo(202);
    assertThat(west.region.log).hasSize(1);
    assertThat(west.get(ADA).body()).as("the other region has not heard of it").isEqualTo("1");
    HttpResponse<String> own = west.get(ADA, "atoll-session", header(write, "atoll-session"));
    assertThat(own.statusCode()).as("rather nothing than what its writer overwrote").isEqualTo(503);
  }

  @Test
  void onceTheViewIsBackItAnswers() throws Exception {
    west.region.mirror(east.region);
    assertThat(header(west.get(ADA), "atoll-region")).isEqualTo("us-east");

    west.region.viewDown = false;

    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> {
          HttpResponse<String> read = west.get(ADA);
          assertThat(read.body()).isEqualTo("1");
          assertThat(header(read, "atoll-region")).isEqualTo("eu-west");
        });
  }

  @Test
  void whenNoRegionCanAnswerTheReadIs503() throws Exception {
    east.region.viewDown = true;

    for (String path : List.of(ADA, "/v1/kv/profiles")) {
      HttpResponse<String> read = west.get(path);

      assertThat(read.statusCode()).isEqualTo(503);
      assertThat(header(read, "retry-after")).isEqualTo("1");
      assertThat(header(read, "cache-status")).isEqualTo("atoll; fwd=miss; detail=L2-unavailable");
      assertThat(new JsonObject(read.body()).getString("type"))
          .isEqualTo("urn:atoll:problem:can-t-read-now");
    }
    assertThat(fallbacks(west, "unavailable")).isEqualTo(2);
  }

  @Test
  void whatWasHandedOnGoesNoFurther() throws Exception {
    HttpResponse<String> read = west.get(ADA, "atoll-forwarded", "ap-northeast");

    assertThat(read.statusCode()).isEqualTo(503);
    assertThat(fallbacks(west, "peer")).isZero();
  }
}
