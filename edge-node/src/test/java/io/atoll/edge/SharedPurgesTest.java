package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.TestGateway.Answer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What purges and unsafe requests do to what the edges of a region share. */
class SharedPurgesTest {
  @RegisterExtension static final SharingEdges EDGES = new SharingEdges();

  @Test
  void anEdgeThatStartsAfterAPurgeDoesNotServeWhatItIsAbout() throws Exception {
    EDGES.get(1, "/a");
    EDGES.get(1, "/b");
    EDGES.awaitStored(2);
    EDGES.purge("{\"url\": \"http://shop.test/a\"}");
    EDGES.gateway().edges.addNode();
    EDGES.gateway().awaitLeases(3);
    EDGES.gateway().upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");

    assertThat(EDGES.get(3, "/a").body()).isEqualTo("new");
    EDGES.get(1, "/c");
    EDGES.awaitStored(4);
    assertThat(EDGES.get(3, "/c").cacheStatus()).contains("detail=region");
  }

  @Test
  void purgesOfEveryKindAreAboutWhatTheRegionHasStored() throws Exception {
    for (String purge :
        List.of(
            "{\"url\": \"http://shop.test/a/b\"}",
            "{\"prefix\": \"http://shop.test/a\"}",
            "{\"host\": \"shop.test\"}",
            "{\"host\": \"shop.test\", \"tag\": \"all\"}",
            "{\"host\": \"shop.test\", \"tag\": \"all\", \"soft\": true}")) {
      int before = EDGES.gateway().upstream.asked.size();
      double stored = EDGES.counted("atoll_edge_shared_writes", "stored");
      EDGES.gateway().upstream.answer =
          request ->
              TestUpstream.says(
                      "answer " + EDGES.gateway().upstream.asked.size(),
                      "cache-control",
                      "max-age=60",
                      "cache-groups",
                      "\"all\"")
                  .handle(request);
      // The first edge has it in memory, the region in Redis; the other one has nothing yet.
      String old = EDGES.get(1, "/a/b", "cache-control", "no-cache").body();
      EDGES.awaitStored((int) stored + 1);
      EDGES.purge(purge);

      assertThat(EDGES.get(2, "/a/b").body()).as(purge).isEqualTo("answer " + (before + 2));
      EDGES.awaitStored((int) stored + 2);
      Answer other = EDGES.get(1, "/a/b");
      assertThat(other.body())
          .as("%s: %s", purge, other.cacheStatus())
          .isEqualTo("answer " + (before + 2));
      assertThat(old).isEqualTo("answer " + (before + 1));
    }
  }

  @Test
  void whatWasAskedForBeforeAPurgeIsNotFoundAfterIt() throws Exception {
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    EDGES.gateway().upstream.answer = held::add;
    Future<Answer> late = EDGES.gateway().begin(1, "GET", "/late", "");
    Awaitility.await().until(() -> !held.isEmpty());
    EDGES.purge("{\"host\": \"shop.test\"}");
    TestUpstream.says("old", "cache-control", "max-age=600").handle(held.getFirst());
    assertThat(TestEdges.await(late).body()).isEqualTo("old");
    EDGES.awaitStored(1);
    EDGES.gateway().upstream.answer = TestUpstream.says("new", "cache-control", "max-age=600");

    assertThat(EDGES.get(2, "/late").body()).isEqualTo("new");
  }

  @Test
  void anUnsafeRequestDropsWhatTheRegionHasStored() throws Exception {
    EDGES.get(1, "/a");
    EDGES.awaitStored(1);
    EDGES.gateway().upstream.answer = request -> request.response().setStatusCode(204).end();
    EDGES.gateway().ask(2, "POST", "/a", "x");
    EDGES.gateway().upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");

    assertThat(EDGES.get(2, "/a").body()).isEqualTo("new");
  }

  @Test
  void anUnsafeRequestAtOneEdgeIsHeardByTheOther() throws Exception {
    EDGES.gateway().upstream.answer =
        TestUpstream.says("old", "cache-control", "max-age=60", "cache-groups", "\"group\"");
    for (String path : List.of("/a", "/made", "/here", "/of-the-group", "/other")) {
      EDGES.get(1, path);
      EDGES.get(2, path);
    }
    EDGES.gateway().upstream.answer =
        request ->
            request
                .response()
                .setStatusCode(201)
                .putHeader("location", "/made")
                .putHeader("content-location", "http://shop.test/here")
                .end();
    EDGES.gateway().ask(1, "POST", "/a", "x");
    EDGES.gateway().upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");

    for (String path : List.of("/a", "/made", "/here")) {
      assertThat(EDGES.get(1, path).body()).as(path).isEqualTo("new");
      Awaitility.await()
          .untilAsserted(() -> assertThat(EDGES.get(2, path).body()).isEqualTo("new"));
    }
    assertThat(EDGES.get(2, "/other").body()).isEqualTo("old");
    EDGES.gateway().upstream.answer =
        request -> request.response().putHeader("cache-group-invalidation", "\"group\"").end();
    EDGES.gateway().ask(1, "POST", "/x", "x");
    EDGES.gateway().upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");
    Awaitility.await()
        .untilAsserted(() -> assertThat(EDGES.get(2, "/other").body()).isEqualTo("new"));
    assertThat(EDGES.gateway().edges.region.log).isEmpty();
  }
}
