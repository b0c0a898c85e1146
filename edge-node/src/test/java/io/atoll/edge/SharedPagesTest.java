package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.TestGateway.Answer;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two edges of one region, and a Redis in which they share what they have stored. */
class SharedPagesTest {
  @RegisterExtension static final SharingEdges EDGES = new SharingEdges();

  @Test
  void whatOneEdgeHasStoredTheOtherFinds() throws Exception {
    EDGES.gateway().upstream.answer =
        TestUpstream.says("hello", "cache-control", "max-age=60", "age", "7", "x-made", "once");
    EDGES.get(1, "/a");
    EDGES.awaitStored(1);

    Answer found = EDGES.get(2, "/a");
    Answer again = EDGES.get(2, "/a");

    assertThat(found.body()).isEqualTo("hello");
    assertThat(found.header("x-made")).isEqualTo("once");
    assertThat(found.cacheStatus()).matches("atoll; hit; ttl=\\d+; detail=region");
    assertThat(Integer.parseInt(found.header("age"))).isBetween(7, 40);
    assertThat(again.cacheStatus()).matches("atoll; hit; ttl=\\d+");
    assertThat(EDGES.gateway().upstream.asked).hasSize(1);
  }

  @Test
  void anEdgeThatStartsLaterFindsItToo() throws Exception {
    EDGES.get(1, "/a");
    EDGES.awaitStored(1);
    EDGES.gateway().edges.put("/v1/kv/profiles/ada", "something else changes");
    EDGES.gateway().edges.addNode();
    EDGES.gateway().awaitLeases(3);

    assertThat(EDGES.get(3, "/a").cacheStatus()).contains("hit", "detail=region");
  }

  @Test
  void whatAnotherEdgeHasStoredAnswersHeadAndOnlyIfCached() throws Exception {
    EDGES.gateway().upstream.answer =
        TestUpstream.says("hello", "cache-control", "max-age=60", "x-made", "once");
    EDGES.get(1, "/head");
    EDGES.get(1, "/only");
    EDGES.awaitStored(2);

    Answer head = EDGES.gateway().ask(2, "HEAD", "/head", "");
    Answer only = EDGES.get(2, "/only", "cache-control", "only-if-cached");
    Answer nowhere = EDGES.get(2, "/nowhere", "cache-control", "only-if-cached");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("x-made")).isEqualTo("once");
    assertThat(head.header("content-length")).isEqualTo("5");
    assertThat(head.cacheStatus()).contains("hit", "detail=region");
    assertThat(only.body()).isEqualTo("hello");
    assertThat(only.cacheStatus()).contains("hit", "detail=region");
    assertThat(nowhere.status()).isEqualTo(504);
    assertThat(EDGES.get(2, "/head").cacheStatus()).matches("atoll; hit; ttl=\\d+");
    assertThat(EDGES.gateway().upstream.asked).hasSize(2);
    EDGES.purge("{\"host\": \"shop.test\"}");
    assertThat(EDGES.get(2, "/only", "cache-control", "only-if-cached").status()).isEqualTo(504);
    // Who only looks keeps nobody from asking.
    assertThat(EDGES.counted("atoll_edge_shared_looks", "nothing")).isPositive();
    assertThat(EDGES.get(1, "/nowhere").body()).isEqualTo("hello");
  }

  @Test
  void variantsAreFoundByWhatTheyVaryBy() throws Exception {
    EDGES.gateway().upstream.answer =
        request ->
            TestUpstream.says(
                    String.valueOf(request.getHeader("accept-language")),
                    "cache-control",
                    "max-age=60",
                    "vary",
                    "Accept-Language")
                .handle(request);
    EDGES.get(1, "/a", "accept-language", "de");
    EDGES.get(1, "/a", "accept-language", "en");
    EDGES.awaitStored(2);

    assertThat(EDGES.get(2, "/a", "accept-language", "en").body()).isEqualTo("en");
    Answer german = EDGES.get(2, "/a", "accept-language", "de");
    assertThat(german.body()).isEqualTo("de");
    assertThat(german.cacheStatus()).contains("detail=region");
    assertThat(EDGES.get(2, "/a", "accept-language", "fr").body()).isEqualTo("fr");
    assertThat(EDGES.get(2, "/a").body()).isEqualTo("null");
    assertThat(EDGES.gateway().upstream.asked).hasSize(4);
  }

  @Test
  void aLargeBodyComesInPieces() throws Exception {
    Buffer large = Buffer.buffer();
    for (int i = 0; i < 400_000; i++) {
      large.appendInt(i * 31);
    }
    EDGES.gateway().upstream.answer =
        request ->
            request
                .response()
                .putHeader("cache-control", "max-age=60")
                .putHeader("etag", "\"v1\"")
                .end(large);
    EDGES.get(1, "/large");
    EDGES.awaitStored(1);

    Answer found = EDGES.get(2, "/large");

    assertThat(found.cacheStatus()).contains("detail=region");
    assertThat(found.bytes()).isEqualTo(large);
    assertThat(EDGES.get(2, "/large").cacheStatus()).matches("atoll; hit; ttl=\\d+");
    assertThat(EDGES.get(2, "/large", "range", "bytes=4-7").bytes())
        .isEqualTo(Buffer.buffer().appendInt(31));
    assertThat(EDGES.gateway().upstream.asked).hasSize(1);
  }

  @Test
  void aConfirmedAnswerIsFreshForTheWholeRegion() throws Exception {
    EDGES.gateway().upstream.answer =
        TestUpstream.says("hello", "cache-control", "max-age=0", "etag", "\"v1\"");
    EDGES.get(1, "/a");
    EDGES.awaitStored(1);
    EDGES.gateway().upstream.answer =
        request -> {
          assertThat(request.getHeader("if-none-match")).isEqualTo("\"v1\"");
          request
              .response()
              .putHeader("etag", "\"v1\"")
              .putHeader("cache-control", "max-age=60")
              .setStatusCode(304)
              .end();
        };

    // Found stale, so asked about by an edge that has never had it.
    Answer confirmed = EDGES.get(2, "/a");
    EDGES.awaitStored(2);
    Answer found = EDGES.get(1, "/a");

    assertThat(confirmed.body()).isEqualTo("hello");
    assertThat(confirmed.cacheStatus()).contains("fwd-status=304");
    assertThat(found.cacheStatus()).contains("detail=region");
    assertThat(found.header("cache-control")).isEqualTo("max-age=60");
    assertThat(EDGES.gateway().upstream.asked).hasSize(2);
  }

  @Test
  void aClientThatInsistsIsAnsweredByTheUpstream() throws Exception {
    EDGES.get(1, "/a");
    EDGES.awaitStored(1);
    EDGES.gateway().upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");

    Answer insisted = EDGES.get(2, "/a", "cache-control", "no-cache");
    EDGES.awaitStored(2);

    assertThat(insisted.body()).isEqualTo("new");
    assertThat(EDGES.gateway().upstream.asked).hasSize(2);
  }
}
