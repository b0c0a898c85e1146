package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.TestGateway.Answer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CachingTest {
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  @Test
  void aStoredAnswerIsGivenAgainWithItsAge() throws Exception {
    Answer first = gateway.get("/a");
    Answer second = gateway.get("/a");

    assertThat(first.body()).isEqualTo("hello");
    assertThat(first.cacheStatus()).isEqualTo("atoll; fwd=uri-miss; fwd-status=200; stored");
    assertThat(second.body()).isEqualTo("hello");
    assertThat(second.cacheStatus()).matches("atoll; hit; ttl=(60|59)");
    assertThat(second.header("age")).isIn("0", "1");
    assertThat(second.header("content-length")).isEqualTo("5");
    assertThat(second.header("cache-control")).isEqualTo("max-age=60");
    assertThat(gateway.upstream.asked).hasSize(1);
  }

  @Test
  void whatMustNotBeStoredIsAskedForEachTime() throws Exception {
    gateway.upstream.answer = TestUpstream.says("mine", "cache-control", "private, max-age=60");

    assertThat(gateway.get("/a").cacheStatus()).isEqualTo("atoll; fwd=uri-miss; fwd-status=200");
    assertThat(gateway.get("/a").cacheStatus())
        .isEqualTo("atoll; fwd=uri-miss; fwd-status=200; detail=not-shared");
    assertThat(gateway.upstream.asked).hasSize(2);
  }

  @Test
  void variantsAreKeptApart() throws Exception {
    gateway.upstream.answer =
        request ->
            TestUpstream.says(
                    String.valueOf(request.getHeader("accept-language")),
                    "cache-control",
                    "max-age=60",
                    "vary",
                    "Accept-Language")
                .handle(request);

    assertThat(gateway.get("/a", "accept-language", "de").body()).isEqualTo("de");
    assertThat(gateway.get("/a", "accept-language", "en").cacheStatus()).contains("fwd=vary-miss");
    assertThat(gateway.get("/a", "accept-language", "de").cacheStatus()).contains("hit");
    assertThat(gateway.get("/a", "accept-language", " en ").body()).isEqualTo("en");
    assertThat(gateway.upstream.asked).hasSize(2);
  }

  @Test
  void aClientThatHasItIsToldSo() throws Exception {
    gateway.upstream.answer =
        TestUpstream.says(
            "hello", "cache-control", "max-age=60", "etag", "\"v1\"", "content-type", "text/plain");

    Answer miss = gateway.get("/a", "if-none-match", "\"v1\"");
    Answer hit = gateway.get("/a", "if-none-match", "W/\"v1\"");

    // The first one filled the store all the same.
    assertThat(gateway.upstream.asked).hasSize(1);
    assertThat(gateway.upstream.asked.getFirst().getHeader("if-none-match")).isNull();
    for (Answer answer : List.of(miss, hit)) {
      assertThat(answer.status()).isEqualTo(304);
      assertThat(answer.bytes().length()).isZero();
      assertThat(answer.header("etag")).isEqualTo("\"v1\"");
      assertThat(answer.head().getHeader("content-type")).isNull();
    }
    assertThat(gateway.get("/a").body()).isEqualTo("hello");
  }

  @Test
  void partsComeFromTheWhole() throws Exception {
    gateway.upstream.answer =
        TestUpstream.says(
            "0123456789", "cache-control", "max-age=60", "content-type", "text/plain");

    Answer miss = gateway.get("/a", "range", "bytes=2-4");
    assertThat(miss.status()).isEqualTo(206);
    assertThat(miss.body()).isEqualTo("234");
    assertThat(miss.header("content-range")).isEqualTo("bytes 2-4/10");
    Answer hit = gateway.get("/a", "range", "bytes=-3");
    assertThat(hit.status()).isEqualTo(206);
    assertThat(hit.body()).isEqualTo("789");
    assertThat(hit.cacheStatus()).contains("hit");
    Answer beyond = gateway.get("/a", "range", "bytes=10-");
    assertThat(beyond.status()).isEqualTo(416);
    assertThat(beyond.header("content-range")).isEqualTo("bytes */10");
    Answer several = gateway.get("/a", "range", "bytes=0-1,8-9");
    assertThat(several.header("content-type")).startsWith("multipart/byteranges; boundary=");
    assertThat(several.body())
        .contains("content-range: bytes 0-1/10\r\n\r\n01\r\n")
        .contains("content-range: bytes 8-9/10\r\n\r\n89\r\n");
    assertThat(gateway.get("/a").body()).isEqualTo("0123456789");
    assertThat(gateway.upstream.asked).hasSize(1);
  }

  @Test
  void headIsAnsweredFromGet() throws Exception {
    gateway.get("/a");

    Answer head = gateway.ask("HEAD", "/a", "");

    assertThat(head.cacheStatus()).contains("hit");
    assertThat(head.header("content-length")).isEqualTo("5");
    assertThat(head.bytes().length()).isZero();
  }

  @Test
  void aStaleAnswerIsConfirmedByItsValidator() throws Exception {
    gateway.upstream.answer =
        TestUpstream.says("hello", "cache-control", "no-cache", "etag", "\"v1\"");
    gateway.get("/a");
    gateway.upstream.answer =
        request -> {
          request
              .response()
              .putHeader("etag", "\"v1\"")
              .putHeader("x-new", "1")
              .setStatusCode(304)
              .end();
        };

    Answer confirmed = gateway.get("/a");

    assertThat(gateway.upstream.asked.getLast().getHeader("if-none-match")).isEqualTo("\"v1\"");
    assertThat(confirmed.status()).isEqualTo(200);
    assertThat(confirmed.body()).isEqualTo("hello");
    assertThat(confirmed.header("x-new")).isEqualTo("1");
    assertThat(confirmed.cacheStatus()).isEqualTo("atoll; fwd=stale; fwd-status=304; stored");
  }

  @Test
  void a304AboutAnotherAnswerIsNotBelieved() throws Exception {
    gateway.upstream.answer =
        TestUpstream.says("old", "cache-control", "no-cache", "etag", "\"v1\"");
    gateway.get("/a");
    gateway.upstream.answer =
        request -> {
          if (request.getHeader("if-none-match") == null) {
            request.response().end("new");
          } else {
            request.response().putHeader("etag", "\"v2\"").setStatusCode(304).end();
          }
        };

    assertThat(gateway.get("/a").body()).isEqualTo("new");
  }

  @Test
  void aStaleAnswerIsServedWhileItIsRevalidated() throws Exception {
    gateway.upstream.answer =
        TestUpstream.says("old", "cache-control", "max-age=0, stale-while-revalidate=60");
    gateway.get("/a");
    gateway.upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");

    Answer stale = gateway.get("/a");

    assertThat(stale.body()).isEqualTo("old");
    assertThat(stale.cacheStatus()).contains("hit", "detail=stale-while-revalidate");
    Awaitility.await().untilAsserted(() -> assertThat(gateway.get("/a").body()).isEqualTo("new"));
    assertThat(gateway.upstream.asked).hasSize(2);
  }

  @Test
  void aStaleAnswerIsServedInPlaceOfAnError() throws Exception {
    gateway.upstream.answer =
        TestUpstream.says("old", "cache-control", "max-age=0, stale-if-error=60");
    gateway.get("/a");
    gateway.upstream.answer = request -> request.response().setStatusCode(503).end("broken");

    Answer onError = gateway.get("/a");
    gateway.upstream.close();
    Answer onDeath = gateway.get("/a");

    assertThat(onError.body()).isEqualTo("old");
    assertThat(onError.cacheStatus())
        .isEqualTo("atoll; fwd=stale; fwd-status=503; detail=stale-if-error");
    assertThat(onDeath.body()).isEqualTo("old");
    assertThat(onDeath.cacheStatus()).isEqualTo("atoll; fwd=stale; detail=stale-if-error");
  }

  @Test
  void onlyIfCachedIsNeverForwarded() throws Exception {
    Answer none = gateway.get("/a", "cache-control", "only-if-cached");

    assertThat(none.status()).isEqualTo(504);
    assertThat(gateway.upstream.asked).isEmpty();
    gateway.get("/a");
    assertThat(gateway.get("/a", "cache-control", "only-if-cached").status()).isEqualTo(200);
  }

  @Test
  void anUnsafeRequestInvalidatesWhatItMayHaveChanged() throws Exception {
    gateway.get("/a");
    gateway.get("/b");
    gateway.upstream.answer =
        request -> request.response().putHeader("location", "/b").setStatusCode(201).end();
    assertThat(gateway.ask("POST", "/a", "x").cacheStatus()).contains("fwd=method");
    gateway.upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");

    assertThat(gateway.get("/a").body()).isEqualTo("new");
    assertThat(gateway.get("/b").body()).isEqualTo("new");
  }

  @Test
  void aTargetedFieldCountsForTheEdgeAlone() throws Exception {
    gateway.upstream.answer =
        TestUpstream.says("x", "cache-control", "no-store", "cdn-cache-control", "max-age=60");

    gateway.get("/a");

    Answer hit = gateway.get("/a");
    assertThat(hit.cacheStatus()).contains("hit");
    assertThat(hit.header("cache-control")).isEqualTo("no-store");
  }

  @Test
  void manyMissesAtOnceMakeOneRequest() throws Exception {
    List<HttpServerRequest> held = new ArrayList<>();
    gateway.upstream.answer = held::add;
    List<CompletableFuture<Answer>> answers = askAtOnce(100);
    Awaitility.await().untilAsserted(() -> assertThat(gateway.upstream.asked).isNotEmpty());
    gateway.upstream.answer = TestUpstream.says("late", "cache-control", "max-age=60");
    // Whoever comes before or after the answer gets this one.
    TestUpstream.says("once", "cache-control", "max-age=60").handle(held.getFirst());

    for (CompletableFuture<Answer> answer : answers) {
      assertThat(answer.get().body()).isEqualTo("once");
    }
    assertThat(gateway.upstream.asked).hasSize(1);
  }

  @Test
  void answersForOneAloneAreNotWaitedForInTurn() throws Exception {
    gateway.upstream.answer =
        request ->
            gateway
                .vertx
                .timer(300)
                .onSuccess(
                    _ -> TestUpstream.says("own", "cache-control", "no-store").handle(request));
    long began = System.nanoTime();

    for (CompletableFuture<Answer> answer : askAtOnce(20)) {
      assertThat(answer.get().body()).isEqualTo("own");
    }

    // One after the other would take 6 s.
    assertThat((System.nanoTime() - began) / 1_000_000).isLessThan(3_000);
    assertThat(gateway.upstream.asked).hasSize(20);
  }

  private List<CompletableFuture<Answer>> askAtOnce(int count) {
    var executor = Executors.newVirtualThreadPerTaskExecutor();
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return gateway.get("/a");
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              },
              executor));
    }
    return answers;
  }

  @Test
  void aBodyThatBreaksOffIsNotStored() throws Exception {
    gateway.upstream.answer =
        request -> {
          request
              .response()
              .putHeader("cache-control", "max-age=60")
              .setChunked(true)
              .write("half");
          gateway.vertx.setTimer(100, _ -> request.connection().close());
        };
    assertThat(
            Future.future(
                    p -> {
                      try {
                        gateway.get("/a");
                        p.complete();
                      } catch (Exception e) {
                        p.fail(e);
                      }
                    })
                .failed())
        .isTrue();
    gateway.upstream.answer = TestUpstream.says("whole", "cache-control", "max-age=60");

    assertThat(gateway.get("/a").body()).isEqualTo("whole");
  }
}
