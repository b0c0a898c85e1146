package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.replication.kafka.LogSeal;
import io.atoll.replication.kafka.RegionTopics;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edge of real parts whose region's log takes no more writes, and then begins anew. */
class SealedLogTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String PATH = "/v1/kv/profiles/ada";

  @Test
  void anEdgeRefusesWritesWhileItsLogIsSealedAndGoesOnWithTheNextOneWithoutBeingStartedAgain(
      @TempDir Path folder) throws Exception {
    RealRegion region = new RealRegion("us-east", folder, 1);
    try (LogSeal seal = new LogSeal(region.kafka.bootstrap());
        RegionTopics topics = new RegionTopics(region.kafka.bootstrap())) {
      region.start(List.of(region));
      HttpResponse<String> before = region.put(PATH, "before");
      assertThat(before.statusCode()).as(before.body()).isEqualTo(201);
      String token = before.headers().firstValue("atoll-session").orElseThrow();
      region.stopReplicator();
      seal.set(RealRegion.PARTITIONS);

      HttpResponse<String> refused = region.put(PATH, "refused");
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).contains("1");
      assertThat(region.get("/v1/health").statusCode()).isEqualTo(503);
      assertThat(region.get(PATH).body()).as("reads go on").isEqualTo("before");

      // As a reseed does, of a region that is alone in the world.
      topics.forgetCopies();
      topics.forgetLog();
      region.startReplicator(List.of(region));
      await()
          .atMost(DEADLINE)
          .untilAsserted(() -> {
            HttpResponse<String> anew = region.put(PATH, "anew");
            assertThat(anew.statusCode()).as(anew.body()).isEqualTo(201);
          });
      await()
          .atMost(DEADLINE)
          .untilAsserted(() -> {
            assertThat(region.get(PATH).body()).isEqualTo("anew");
            assertThat(region.get("/v1/health").statusCode()).isEqualTo(200);
          });
      await()
          .atMost(DEADLINE)
          .untilAsserted(() ->
              assertThat(
                      region
                          .call(region.request(PATH).header("atoll-session", token).GET())
                          .statusCode())
                  .as("what the former log held is not here: no token of it is believed")
                  .isEqualTo(503));
    } finally {
      region.close();
    }
  }
}
