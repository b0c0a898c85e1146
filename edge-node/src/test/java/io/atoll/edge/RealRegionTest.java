package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.replication.announce.EdgeAddresses;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A region of real parts: Kafka, Redis, a replicator and two edges in one Hazelcast cluster. */
class RealRegionTest {
  private static final String ADA = "/v1/kv/profiles/ada";
  private static final int ROUNDS = 1_000;
  private static final int ROUNDS_WITH_LOSS = 10;

  @TempDir private Path folder;
  private RealRegion region;

  @BeforeEach
  void start() throws Exception {
    region = new RealRegion("us-east", folder, 2);
    region.start(List.of());
  }

  @AfterEach
  void stop() throws Exception {
    region.close();
  }

  private HttpResponse<String> read() throws Exception {
    return region.call(HttpRequest.newBuilder(region.uri(2, ADA)).GET());
  }

  private int write(int round) throws Exception {
    return region.put(ADA, "round " + round).statusCode();
  }

  @Test
  void aWriteThroughOneEdgeIsReadThroughTheOthersWarmMemoryAlsoWhenMessagesAreLost()
      throws Exception {
    assertThat(write(0)).isEqualTo(201);
    int hits = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      assertThat(write(round)).as("round %d", round).isEqualTo(204);
      assertThat(read().body()).isEqualTo("round " + round);
      HttpResponse<String> warm = read();
      assertThat(warm.body()).isEqualTo("round " + round);
      hits += warm.headers().firstValue("cache-status").orElse("").equals("atoll; hit") ? 1 : 0;
    }
    assertThat(hits).as("reads from memory").isGreaterThan(ROUNDS / 2);

    loseInvalidationsOfTheSecondEdge();
    for (int round = ROUNDS + 1; round <= ROUNDS + ROUNDS_WITH_LOSS; round++) {
      // Visible, if later; 202 would say that it was waited for in vain.
      assertThat(write(round)).as("round %d", round).isEqualTo(204);
      assertThat(read().body()).isEqualTo("round " + round);
      assertThat(read().body()).isEqualTo("round " + round);
    }
  }

  private void loseInvalidationsOfTheSecondEdge() {
    region
        .vertx(2)
        .eventBus()
        .addInboundInterceptor(delivery -> {
          if (!delivery.message().address().equals(EdgeAddresses.drops("edge-2"))) {
            delivery.next();
          }
        });
  }
}
