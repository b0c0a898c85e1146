package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.runtime.access.Access;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TwoEdgesTest {
  private static final String ADA = "/v1/kv/profiles/ada";
  private static final int ROUNDS = 1_000;
  private static final int ROUNDS_WITH_LOSS = 10;
  private TestEdges edges;

  @BeforeEach
  void start() throws Exception {
    edges = new TestEdges(TestEdges.limits(), Access.loopbackOnly(), 2);
  }

  @AfterEach
  void stop() throws Exception {
    edges.close();
  }

  private HttpResponse<String> read() throws Exception {
    return edges.call(edges.request(2, ADA).GET());
  }

  private void write(int round) throws Exception {
    int status =
        edges
            .call(edges.request(1, ADA).PUT(BodyPublishers.ofString("round " + round)))
            .statusCode();
    assertThat(status).as("round %d", round).isIn(201, 204);
  }

  @Test
  void aWriteThroughOneEdgeIsReadThroughTheOthersWarmMemory() throws Exception {
    int hits = 0;
    for (int round = 0; round < ROUNDS; round++) {
      write(round);
      assertThat(read().body()).isEqualTo("round " + round);
      HttpResponse<String> warm = read();
      assertThat(warm.body()).isEqualTo("round " + round);
      hits += warm.headers().firstValue("cache-status").orElse("").equals("atoll; hit") ? 1 : 0;
    }
    assertThat(hits).as("reads from memory").isGreaterThan(ROUNDS / 2);
  }

  @Test
  void lostInvalidationsDelayTheAnswerByALeaseAndNobodyReadsTheOlderValue() throws Exception {
    write(0);
    edges.region.invalidationsLost = true;
    for (int round = 1; round <= ROUNDS_WITH_LOSS; round++) {
      read();
      long start = System.nanoTime();

      write(round);

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(190));
      assertThat(read().body()).isEqualTo("round " + round);
    }
  }
}
