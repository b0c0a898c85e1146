package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.runtime.access.Access;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers of the data API that are too large to wait in memory for many clients. */
class LargeValuesTest {
  private static final String LARGE = "/v1/kv/profiles/large";
  private static final String SMALL = "/v1/kv/profiles/small";
  private static final String VALUE = "0123456789abcdef".repeat(1 << 16);

  private TestEdges edges;

  @BeforeEach
  void start() throws Exception {
    EdgeLimits limits =
        TestEdges.limits("value-bytes-max", "1MiB", "answer-bytes-max", "4MiB", "idle-max", "1m");
    edges = new TestEdges(limits, Access.loopbackOnly(), 1);
    assertThat(edges.put(LARGE, VALUE).statusCode()).isEqualTo(201);
    assertThat(edges.put(SMALL, "small").statusCode()).isEqualTo(201);
  }

  @AfterEach
  void stop() throws Exception {
    edges.close();
  }

  private double waiting() {
    return edges.meters.get("atoll_edge_large_answer_bytes").gauge().value();
  }

  @Test
  void theyWaitForClientsUpToABoundAndOthersAreToldToComeAgain() throws Exception {
    try (RawHttp2 client = new RawHttp2(edges.port())) {
      // SETTINGS_INITIAL_WINDOW_SIZE = 0: it takes nothing.
      client.send(RawHttp2.SETTINGS, 0, 0, 0, 4, 0, 0, 0, 0);
      for (int stream = 1; stream <= 7; stream += 2) {
        client.get(stream, LARGE);
      }
      await().until(() -> waiting() == 4L * VALUE.length());

      HttpResponse<String> refused = edges.get(LARGE);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("etag")).isEmpty();
      assertThat(refused.body()).contains("limits.answer-bytes-max", "try again");
      assertThat(edges.meters.get("atoll_edge_answers_refused").counter().count()).isEqualTo(1);
      assertThat(edges.get(SMALL).body()).isEqualTo("small");
    }
    await().until(() -> waiting() == 0);
    assertThat(edges.get(LARGE).body()).isEqualTo(VALUE);
    await().until(() -> waiting() == 0);
  }
}
