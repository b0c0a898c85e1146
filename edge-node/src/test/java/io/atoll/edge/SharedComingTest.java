package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.TestGateway.Answer;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an edge sees of an answer that comes to another one of its region. */
class SharedComingTest {
  private static final int HALF = 100_000;
  private static final Buffer BODY = body();

  /** Leases that a test can wait out, and yet has them for as long as it needs them. */
  private static final String BRIEF = "wait-max: 4s\nshared: {timeout: 5s}\n";

  @RegisterExtension static final SharingEdges EDGES = new SharingEdges();

  /** Requests of which only half has been answered. */
  private final List<HttpServerRequest> held = new CopyOnWriteArrayList<>();

  private static Buffer body() {
    byte[] bytes = new byte[2 * HALF];
    new Random(1).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private static Buffer half() {
    return BODY.slice(0, HALF);
  }

  private static Buffer otherHalf() {
    return BODY.slice(HALF, 2 * HALF);
  }

  @BeforeEach
  void holdBack() {
    answerHalf();
  }

  /** The upstream answers with half of the body, and waits. */
  private void answerHalf(String... fields) {
    EDGES.gateway().upstream.answer =
        request -> {
          begin(request, fields).putHeader("content-length", "" + 2 * HALF).write(half());
          held.add(request);
        };
  }

  private static HttpServerResponse begin(HttpServerRequest request, String... fields) {
    HttpServerResponse response = request.response().putHeader("cache-control", "max-age=60");
    for (int i = 0; i < fields.length; i += 2) {
      response.putHeader(fields[i], fields[i + 1]);
    }
    return response;
  }

  /** The upstream answers with the whole body, or the part of it that is asked for. */
  private static void answerParts() {
    EDGES.gateway().upstream.answer =
        request -> {
          HttpServerResponse response = begin(request, "etag", "\"v1\"");
          String range = request.getHeader("range");
          if (range == null) {
            response.end(BODY);
            return;
          }
          int first = Integer.parseInt(range.replaceAll("bytes=(\\d+)-.*", "$1"));
          response
              .setStatusCode(206)
              .putHeader("content-range", "bytes %d-%d/%d".formatted(first, 2 * HALF - 1, 2 * HALF))
              .end(BODY.slice(first, 2 * HALF));
        };
  }

  private static Reading read(int edge, String path, String... fields) {
    return EDGES.gateway().read(edge, path, fields);
  }

  private static void awaitCounted(String meter, String outcome) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> EDGES.counted(meter, outcome) > 0);
  }

  private static int asked() {
    return EDGES.gateway().upstream.asked.size();
  }

  @Test
  void itsFirstBytesAreThereBeforeTheUpstreamGoesOn() throws Exception {
    answerHalf("age", "7");
    Reading leader = read(1, "/a").awaitBytes(HALF);

    Reading other = read(2, "/a").awaitBytes(HALF);

    assertThat(other.bytes()).isEqualTo(half());
    assertThat(other.header("cache-status")).contains("hit", "detail=region");
    assertThat(Integer.parseInt(other.header("age"))).isBetween(7, 60);
    held.getFirst().response().end(otherHalf());
    assertThat(leader.whole()).isEqualTo(BODY);
    assertThat(other.whole()).isEqualTo(BODY);
    EDGES.awaitStored(1);
    assertThat(EDGES.get(2, "/a").cacheStatus()).matches("atoll; hit; ttl=\\d+");
    EDGES.gateway().edges.addNode();
    EDGES.gateway().awaitLeases(3);
    Answer found = EDGES.get(3, "/a");
    assertThat(found.cacheStatus()).contains("hit", "detail=region");
    assertThat(found.bytes()).isEqualTo(BODY);
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void whoWaitedBeforeThereWasAnythingGetsThemToo() throws Exception {
    EDGES.gateway().upstream.answer = held::add;
    Reading leader = read(1, "/a");
    Awaitility.await().until(() -> !held.isEmpty());
    Reading other = read(2, "/a");
    awaitCounted("atoll_edge_shared_looks", "busy");

    HttpServerResponse response = begin(held.getFirst());
    response.setChunked(true).write("one ");
    other.awaitBytes(4);
    response.write("two ");
    other.awaitBytes(8);
    response.end("three");

    assertThat(other.whole()).hasToString("one two three");
    assertThat(leader.whole()).hasToString("one two three");
    EDGES.awaitStored(1);
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void allThatStandsInRedisMeanwhileHasATimeToLive() throws Exception {
    read(1, "/a").awaitBytes(HALF);
    read(2, "/a").awaitBytes(HALF);

    List<String> names = RedisConsole.keys(EDGES.redis());

    // The lease, how far it has come, two chunks.
    assertThat(names).hasSize(4);
    for (String name : names) {
      assertThat(RedisConsole.millisToLive(EDGES.redis(), name)).as(name).isPositive();
    }
  }

  @Test
  void onceItIsWholeOnlyItsChunksAreGivenAnotherName() throws Exception {
    answerHalf("etag", "\"v1\"");
    read(1, "/a").awaitBytes(HALF);
    Reading other = read(2, "/a").awaitBytes(HALF);
    held.getFirst().response().end(otherHalf());
    assertThat(other.whole()).isEqualTo(BODY);
    EDGES.awaitStored(1);
    List<String> chunks = chunks();
    assertThat(chunks).hasSize(4);
    assertThat(EDGES.counted("atoll_edge_shared_writes", "announced")).isEqualTo(1);
    EDGES.gateway().upstream.answer =
        request ->
            begin(request, "etag", "\"v1\"", "cache-control", "max-age=90")
                .setStatusCode(304)
                .end();

    // Nor are they written when it is confirmed.
    EDGES.get(2, "/a", "cache-control", "no-cache");

    EDGES.awaitStored(2);
    assertThat(chunks()).isEqualTo(chunks);
  }

  private static List<String> chunks() {
    return RedisConsole.keys(EDGES.redis()).stream()
        .filter(name -> name.contains("b:"))
        .sorted()
        .toList();
  }

  @Test
  void whatAnUpstreamCutsOffIsContinuedWhereItCanBe() throws Exception {
    answerHalf("etag", "\"v1\"");
    Reading leader = read(1, "/a").awaitBytes(HALF);
    Reading other = read(2, "/a").awaitBytes(HALF);
    answerParts();

    held.getFirst().connection().close();

    leader.awaitCut();
    assertThat(other.whole()).isEqualTo(BODY);
    assertThat(EDGES.gateway().upstream.asked.get(1).getHeader("range"))
        .isEqualTo("bytes=%d-%d".formatted(HALF, 2 * HALF - 1));
    assertThat(EDGES.counted("atoll_edge_pages_resumed", "resumed")).isEqualTo(1);
    assertThat(EDGES.get(2, "/a").cacheStatus()).matches("atoll; hit; ttl=\\d+");
  }

  @Test
  void whatAnUpstreamCutsOffIsCutOffForEverybodyElse() throws Exception {
    Reading leader = read(1, "/a").awaitBytes(HALF);
    Reading other = read(2, "/a").awaitBytes(HALF);
    Reading endless = readEndless();
    answerParts();

    held.forEach(request -> request.connection().close());

    leader.awaitCut();
    other.awaitCut();
    endless.awaitCut();
    assertThat(EDGES.counted("atoll_edge_pages_resumed", "cut")).isEqualTo(2);
    assertThat(EDGES.counted("atoll_edge_shared_writes", "stored")).isZero();
    assertThat(EDGES.get(2, "/a").bytes()).isEqualTo(BODY);
    assertThat(EDGES.get(2, "/endless").bytes()).isEqualTo(BODY);
  }

  /** One that doesn't say how long it is going to be. */
  private Reading readEndless() {
    EDGES.gateway().upstream.answer =
        request -> {
          begin(request).setChunked(true).write("x");
          held.add(request);
        };
    read(1, "/endless").awaitBytes(1);
    return read(2, "/endless").awaitBytes(1);
  }

  @Test
  void whatALeaderThatDiesHadBegunGoesOn() throws Exception {
    EDGES.restart(BRIEF);
    answerHalf("etag", "\"v1\"");
    Reading leader = read(1, "/a").awaitBytes(HALF);
    Reading other = read(2, "/a").awaitBytes(HALF);
    answerParts();

    EDGES.gateway().edges.cutOff(1);

    assertThat(other.whole()).isEqualTo(BODY);
    assertThat(asked()).isEqualTo(2);
    held.getFirst().response().end(otherHalf());
    assertThat(leader.whole()).isEqualTo(BODY);
  }

  @Test
  void aLeaseThatLapsesMeanwhileIsTheNextOnes() throws Exception {
    EDGES.restart(BRIEF);
    answerHalf();
    Reading leader = read(1, "/a").awaitBytes(HALF);
    Reading other = read(2, "/a").awaitBytes(HALF);
    EDGES.gateway().upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");

    // Nothing more comes for as long as a lease is.
    other.awaitCut();

    assertThat(EDGES.get(2, "/a").body()).isEqualTo("new");
    EDGES.awaitStored(1);
    held.getFirst().response().end(otherHalf());
    assertThat(leader.whole()).isEqualTo(BODY);
    awaitCounted("atoll_edge_shared_writes", "refused");
    assertThat(EDGES.counted("atoll_edge_shared_writes", "stored")).isEqualTo(1);
  }

  @Test
  void whoAsksAfterAPurgeDoesNotGetWhatWasComing() throws Exception {
    EDGES.gateway().edges.addNode();
    EDGES.gateway().awaitLeases(3);
    for (String soft : List.of("false", "true")) {
      int before = asked();
      String path = "/soft-" + soft;
      held.clear();
      answerHalf();
      Reading leader = read(1, path).awaitBytes(HALF);
      Reading other = read(2, path).awaitBytes(HALF);
      EDGES.purge("{\"url\": \"http://shop.test%s\", \"soft\": %s}".formatted(path, soft));
      EDGES.gateway().upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");

      assertThat(EDGES.get(3, path).body()).isEqualTo("new");
      assertThat(EDGES.get(2, path).body()).isEqualTo("new");

      held.getFirst().response().end(otherHalf());
      // Who asked before has it.
      assertThat(leader.whole()).isEqualTo(BODY);
      assertThat(other.whole()).isEqualTo(BODY);
      for (int edge = 1; edge <= 3; edge++) {
        assertThat(EDGES.get(edge, path).body()).as("edge %d", edge).isEqualTo("new");
      }
      assertThat(asked() - before).isBetween(2, 4);
    }
  }

  @Test
  void anUnsafeRequestEndsItForWhoAsksLater() throws Exception {
    Reading leader = read(1, "/a").awaitBytes(HALF);
    Reading other = read(2, "/a").awaitBytes(HALF);
    EDGES.gateway().upstream.answer = request -> request.response().setStatusCode(204).end();
    EDGES.gateway().ask(2, "POST", "/a", "x");
    EDGES.gateway().upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");

    assertThat(EDGES.get(2, "/a").body()).isEqualTo("new");

    held.getFirst().response().end(otherHalf());
    assertThat(leader.whole()).isEqualTo(BODY);
    assertThat(other.whole()).isEqualTo(BODY);
    awaitCounted("atoll_edge_shared_writes", "refused");
    assertThat(EDGES.get(2, "/a").body()).isEqualTo("new");
  }

  @Test
  void aChunkThatIsEvictedBeforeMoreComesEndsIt() throws Exception {
    answerHalf("etag", "\"v1\"");
    Reading leader = read(1, "/a").awaitBytes(HALF);
    Reading other = read(2, "/a").awaitBytes(HALF);
    answerParts();
    evict(":1");

    held.getFirst().response().end(otherHalf());

    assertThat(leader.whole()).isEqualTo(BODY);
    assertThat(other.whole()).isEqualTo(BODY);
    assertThat(EDGES.gateway().upstream.asked.get(1).getHeader("range")).isNotNull();
    // It is written once more, all of it.
    EDGES.awaitStored(1);
    EDGES.gateway().edges.addNode();
    EDGES.gateway().awaitLeases(3);
    Answer found = EDGES.get(3, "/a");
    assertThat(found.cacheStatus()).contains("hit", "detail=region");
    assertThat(found.bytes()).isEqualTo(BODY);
  }

  @Test
  void whoMissesItsFirstChunkAsksInTheLeadersPlace() throws Exception {
    Reading leader = read(1, "/a").awaitBytes(HALF);
    awaitCounted("atoll_edge_shared_writes", "announced");
    evict(":0");
    EDGES.gateway().upstream.answer = TestUpstream.says("new", "cache-control", "max-age=60");

    assertThat(EDGES.get(2, "/a").body()).isEqualTo("new");

    EDGES.awaitStored(1);
    held.getFirst().response().end(otherHalf());
    assertThat(leader.whole()).isEqualTo(BODY);
    awaitCounted("atoll_edge_shared_writes", "refused");
  }

  private static void evict(String end) {
    String chunk = chunks().stream().filter(name -> name.endsWith(end)).findFirst().orElseThrow();
    RedisConsole.delete(EDGES.redis(), chunk);
  }

  @Test
  void whatIsTooLargeForTheRegionIsWaitedForByNobody() throws Exception {
    EDGES.restart("wait-max: 20s\nshared: {timeout: 5s, object-bytes-max: 64KiB}\n");
    answerHalf();
    read(1, "/a").awaitBytes(HALF);

    read(2, "/a").awaitBytes(HALF);

    assertThat(held).hasSize(2);
    Awaitility.await().until(() -> EDGES.counted("atoll_edge_shared_writes", "skipped") == 2);
    assertThat(RedisConsole.keys(EDGES.redis())).isEmpty();
  }

  @Test
  void anotherVariantIsNoneToReadAlong() throws Exception {
    answerHalf("vary", "accept-language");
    read(1, "/a", "accept-language", "de").awaitBytes(HALF);
    read(2, "/a", "accept-language", "de").awaitBytes(HALF);
    Reading english = read(2, "/a", "accept-language", "en");
    awaitCounted("atoll_edge_shared_looks", "busy");
    EDGES.gateway().upstream.answer =
        TestUpstream.says("en", "cache-control", "max-age=60", "vary", "accept-language");

    held.getFirst().response().end(otherHalf());

    assertThat(english.whole()).hasToString("en");
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void whatNamesKeysIsWaitedForUntilItIsWhole() throws Exception {
    answerHalf("cache-groups", "\"kv:pages/home\"");
    read(1, "/a").awaitBytes(HALF);
    Reading other = read(2, "/a");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> EDGES.counted("atoll_edge_shared_looks", "busy") > 5);
    assertThat(other.bytes().length()).isZero();

    held.getFirst().response().end(otherHalf());

    assertThat(other.whole()).isEqualTo(BODY);
    assertThat(EDGES.counted("atoll_edge_shared_writes", "announced")).isZero();
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void whatTurnsOutTooLargeForTheRegionGoesOnForThoseWhoReadIt() throws Exception {
    EDGES.restart(
        "wait-max: 5s\nobject-bytes-max: 512KiB\nshared: {timeout: 5s, object-bytes-max: 256KiB}\n");
    EDGES.gateway().upstream.answer =
        request -> {
          begin(request).setChunked(true).write(half());
          held.add(request);
        };
    Reading leader = read(1, "/a").awaitBytes(HALF);
    Reading other = read(2, "/a").awaitBytes(HALF);
    Buffer all = half().copy();
    HttpServerResponse response = held.getFirst().response();
    for (int i = 0; i < 20; i++) {
      // As in one edge: who falls too far behind the fastest reader is cut off.
      all.appendBuffer(BODY);
      response.write(BODY);
      leader.awaitBytes(all.length());
      other.awaitBytes(all.length());
    }

    response.end();

    assertThat(other.whole()).isEqualTo(all);
    assertThat(leader.whole()).isEqualTo(all);
    // Of four million bytes, no more is kept than is shared of one answer.
    assertThat(chunks()).hasSizeLessThan(8);
    assertThat(asked()).isEqualTo(1);
    assertThat(EDGES.counted("atoll_edge_shared_writes", "stored")).isZero();
  }

  @Test
  void whatIsTooLargeAndReadByNobodyIsLetGo() throws Exception {
    EDGES.restart(
        "wait-max: 1s\nobject-bytes-max: 512KiB\nshared: {timeout: 5s, object-bytes-max: 256KiB}\n");
    Promise<Void> closed = Promise.promise();
    EDGES.gateway().upstream.answer =
        request -> {
          request.connection().closeHandler(_ -> closed.tryComplete());
          begin(request).setChunked(true).write(half());
          held.add(request);
        };
    Reading leader = read(1, "/a").awaitBytes(HALF);
    Reading other = read(2, "/a").awaitBytes(HALF);

    leader.leave();
    other.leave();
    HttpServerResponse response = held.getFirst().response();
    for (int i = 0; i < 20; i++) {
      response.write(BODY);
    }

    TestEdges.await(closed.future());
  }
}
