package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A region of real parts that is lost with everything it has stored. */
class RegionDestroyedTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int WRITES = 50;

  private static HttpResponse<String> put(RealRegion region, String path, String body)
      throws Exception {
    return region.call(
        region
            .request(path)
            .header("atoll-durability", "remote")
            .PUT(BodyPublishers.ofString(body)));
  }

  @Test
  void whatWasAnsweredAsRemoteIsElsewhereWhenTheRegionIsGoneWithItsDisks(@TempDir Path folder)
      throws Exception {
    RealRegion east = new RealRegion("us-east", folder, 1);
    RealRegion west = new RealRegion("eu-west", folder, 1);
    List<RealRegion> both = List.of(east, west);
    // The second one's topics are there by the time the first one's links ask for them again.
    west.startReplicator(both);
    east.start(both);
    west.startEdges();
    try {
      for (int i = 0; i < WRITES; i++) {
        HttpResponse<String> answer = put(east, "/v1/kv/profiles/user-" + i, "of " + i);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(west.get("/v1/kv/profiles/user-" + i).body()).isEqualTo("of " + i);
      }
      west.pauseLink(east, true);
      await()
          .atMost(DEADLINE)
          .untilAsserted(() -> assertThat(west.linkState(east)).isEqualTo("stopped"));
      assertThat(put(east, "/v1/kv/profiles/alone", "here only").statusCode()).isEqualTo(504);
      east.destroy();
      for (int i = 0; i < WRITES; i++) {
        assertThat(west.get("/v1/kv/profiles/user-" + i).body()).isEqualTo("of " + i);
      }
      assertThat(west.get("/v1/kv/profiles/alone").statusCode()).isEqualTo(404);
    } finally {
      west.close();
    }
  }
}
