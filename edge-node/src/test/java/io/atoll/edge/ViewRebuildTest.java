package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A region of real parts whose Redis lost everything, beside one that has it. */
class ViewRebuildTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int WRITES = 5;

  private static String answeredBy(HttpResponse<?> answer) {
    return answer.headers().firstValue("atoll-region").orElse("nobody");
  }

  @Test
  void whileAnEmptiedRedisIsRebuiltReadsComeFromAPeerAndWritesAreSaved(@TempDir Path folder)
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
        assertThat(west.put("/v1/kv/profiles/before-" + i, "of " + i).statusCode()).isEqualTo(201);
      }
      await()
          .atMost(DEADLINE)
          .untilAsserted(() ->
              assertThat(east.get("/v1/kv/profiles/before-" + (WRITES - 1)).statusCode())
                  .isEqualTo(200));
      // Nobody fills it until the replicator is back, so that there is time to look.
      west.stopReplicator();
      RedisConsole.empty(west.redis);

      for (int i = 0; i < WRITES; i++) {
        HttpResponse<String> read = west.get("/v1/kv/profiles/before-" + i);
        assertThat(read.body()).isEqualTo("of " + i);
        assertThat(answeredBy(read)).isEqualTo("us-east");
        assertThat(read.headers().firstValue("cache-status"))
            .contains("atoll; fwd=miss; detail=peer-us-east");
        assertThat(west.put("/v1/kv/profiles/meanwhile-" + i, "of " + i).statusCode())
            .isEqualTo(202);
      }

      west.startReplicator();
      for (String written : List.of("before-", "meanwhile-")) {
        for (int i = 0; i < WRITES; i++) {
          String path = "/v1/kv/profiles/" + written + i;
          String value = "of " + i;
          await()
              .atMost(DEADLINE)
              .untilAsserted(() -> {
                HttpResponse<String> read = west.get(path);
                assertThat(read.body()).isEqualTo(value);
                assertThat(answeredBy(read)).isEqualTo("eu-west");
              });
        }
      }
    } finally {
      east.close();
      west.close();
    }
  }
}
