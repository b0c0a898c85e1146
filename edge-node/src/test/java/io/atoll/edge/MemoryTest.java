package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.TestGateway.Answer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An edge whose memory is full answers all the same, and takes no more. */
class MemoryTest {
  private static final int BUDGET = 1 << 20;
  private static final String HALF = "x".repeat(20_000);

  private TestGateway gateway;
  private final List<HttpServerRequest> held = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway("bytes-max: 1MiB\nobject-bytes-max: 256KiB\nwait-max: 30s\n");
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private double gauge(String name) {
    return gateway.edges.meters.get(name).gauge().value();
  }

  private double total() {
    // In this order: what is stored gives way before more is under way.
    return gauge("atoll_edge_pages_under_way_bytes")
        + gauge("atoll_edge_pages_bytes")
        + gauge("atoll_edge_purges_bytes");
  }

  private double refused() {
    return gateway.edges.meters.get("atoll_edge_pages_refused").functionCounter().count();
  }

  /** Gives half of its answer, and the rest when it is told to. */
  private void holds(HttpServerRequest request) {
    request.response().putHeader("cache-control", "max-age=60");
    request.response().putHeader("content-length", "" + 2 * HALF.length());
    request.response().write(HALF);
    held.add(request);
  }

  private void letGo() {
    held.forEach(request -> request.response().end(HALF));
  }

  @Test
  void answersThatHaveNoRoomArePassedOnAndTheBudgetHolds() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      gateway.get("/stored/" + i);
    }
    gateway.upstream.answer = this::holds;
    int count = 60;
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(gateway.begin(1, "GET", "/slow/" + i, ""));
      assertThat(total()).isLessThanOrEqualTo(BUDGET);
    }
    Awaitility.await().until(() -> held.size() == count);
    Awaitility.await().until(() -> refused() > 0);
    assertThat(total()).isLessThanOrEqualTo(BUDGET);
    assertThat(gauge("atoll_edge_pages_under_way_bytes")).isPositive();
    letGo();

    int stored = 0;
    for (Future<Answer> answer : answers) {
      Answer got = TestEdges.await(answer);
      assertThat(got.body()).isEqualTo(HALF + HALF);
      stored += got.cacheStatus().contains("stored") ? 1 : 0;
    }
    assertThat(stored).isBetween(1, count - 1);
    Awaitility.await().until(() -> gauge("atoll_edge_pages_under_way_bytes") == 0);
    // Refused for want of room, not for good.
    gateway.upstream.answer = TestUpstream.says("hello", "cache-control", "max-age=60");
    assertThat(gateway.get("/slow/" + (count + 1)).cacheStatus()).contains("stored");
  }

  @Test
  void whoeverHasNoRoomToWaitAsksByItself() throws Exception {
    gateway.upstream.answer = held::add;
    int count = 60;
    List<Future<Answer>> answers = new ArrayList<>();
    answers.add(gateway.begin(1, "GET", "/big", "", "accept", "first"));
    Awaitility.await().until(() -> held.size() == 1);
    // Fills its share up to a little.
    for (int i = 0; i < 6; i++) {
      answers.add(gateway.begin(1, "GET", "/fill/" + i, ""));
    }
    Awaitility.await().until(() -> held.size() == 7);
    held.subList(1, 7)
        .forEach(request -> {
          request.response().putHeader("cache-control", "max-age=60");
          request.response().putHeader("content-length", "" + 2 * HALF.length());
          request.response().write(HALF);
        });
    Awaitility.await().until(() -> gauge("atoll_edge_pages_under_way_bytes") > 200_000);
    for (int i = 0; i < count; i++) {
      answers.add(gateway.begin(1, "GET", "/big", ""));
    }
    Awaitility.await().until(() -> refused() > 0 && held.size() > 10);
    assertThat(total()).isLessThanOrEqualTo(BUDGET);
    gateway.upstream.answer = request -> finish(request);
    held.forEach(this::finish);

    for (Future<Answer> answer : answers) {
      assertThat(TestEdges.await(answer).status()).isEqualTo(200);
    }
    Awaitility.await().until(() -> gauge("atoll_edge_pages_under_way_bytes") == 0);
  }

  @Test
  void nothingIsLeftOfAnAnswerTooLargeThatNobodyReadsAnyMore() throws Exception {
    gateway.upstream.answer =
        request -> {
          request.response().putHeader("cache-control", "max-age=60").setChunked(true);
          request.response().write("x".repeat(600_000));
        };
    RawClient client = new RawClient(gateway.edges.node(1).address().port());
    client.send("GET /endless HTTP/1.1\r\nHost: shop.test\r\n\r\n");
    client.head();
    client.bytes(300_000);
    client.close();

    Awaitility.await().until(() -> gauge("atoll_edge_fetches") == 0);
    assertThat(gauge("atoll_edge_pages_under_way_bytes")).isZero();
  }

  private void finish(HttpServerRequest request) {
    if (!request.response().headWritten()) {
      request.response().putHeader("cache-control", "max-age=60");
    }
    request.response().end("/big".equals(request.path()) ? "big" : HALF);
  }
}
