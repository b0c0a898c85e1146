package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.atoll.edge.TestGateway.Answer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers of which only parts come, and what is asked for then. */
class PartsTest {
  private static final String SMALL = text(1_000);
  private static final String LARGE = text(5_000);

  private TestGateway gateway;
  private volatile String tag = "\"v1\"";
  private volatile String more = "";

  /** How many bytes of an answer come before the connection is cut; beyond its end: it is not. */
  private final AtomicInteger cutAt = new AtomicInteger(Integer.MAX_VALUE);

  private static String text(int length) {
    StringBuilder text = new StringBuilder();
    IntStream.range(0, length).forEach(i -> text.append((char) ('a' + (i * 7 + i / 26) % 26)));
    return text.toString();
  }

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway("object-bytes-max: 1KiB\n");
    gateway.upstream.answer = request -> answer(request, SMALL);
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  /** One that knows ranges, If-Range, and nothing else. */
  private void answer(HttpServerRequest request, String body) {
    HttpServerResponse response = request.response();
    response.putHeader("cache-control", "max-age=60" + more).putHeader("etag", tag);
    response.putHeader("content-type", "text/plain");
    String range = request.getHeader("range");
    String ifRange = request.getHeader("if-range");
    String sent = body;
    if (range != null && (ifRange == null || ifRange.equals(tag))) {
      String[] bounds = range.substring("bytes=".length()).split("-", -1);
      int first = Integer.parseInt(bounds[0]);
      int last =
          bounds[1].isEmpty()
              ? body.length() - 1
              : Math.min(body.length() - 1, Integer.parseInt(bounds[1]));
      sent = body.substring(first, last + 1);
      response
          .setStatusCode(206)
          .putHeader("content-range", "bytes %d-%d/%d".formatted(first, last, body.length()));
    }
    int cut = cutAt.getAndSet(Integer.MAX_VALUE);
    response.putHeader("content-length", "" + sent.length());
    if (cut < sent.length()) {
      response.write(sent.substring(0, cut)).onComplete(_ -> request.connection().close());
    } else {
      response.end(sent);
    }
  }

  private Answer part(int first, int last, String... fields) throws Exception {
    String[] all = Arrays.copyOf(fields, fields.length + 2);
    all[fields.length] = "range";
    all[fields.length + 1] = "bytes=%d-%d".formatted(first, last);
    return gateway.get("/a", all);
  }

  private void getsCut(int bytes) {
    cutAt.set(bytes);
    assertThat(catchThrowable(() -> gateway.get("/a"))).isNotNull();
    cutAt.set(Integer.MAX_VALUE);
    // Its fetch has ended: whoever comes now does not join it.
    Awaitility.await()
        .until(() -> gateway.edges.meters.get("atoll_edge_fetches").gauge().value() == 0);
  }

  private List<Optional<String>> asked(String field) {
    return gateway.upstream.asked.stream()
        .map(request -> Optional.ofNullable(request.getHeader(field)))
        .toList();
  }

  @Test
  void ofAnAnswerThatBrokeOffOnlyTheRestIsAskedFor() throws Exception {
    getsCut(400);

    Answer whole = gateway.get("/a");

    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(SMALL);
    assertThat(whole.cacheStatus()).isEqualTo("atoll; fwd=partial; fwd-status=206; stored");
    assertThat(asked("range")).containsExactly(Optional.empty(), Optional.of("bytes=400-999"));
    assertThat(asked("if-range")).containsExactly(Optional.empty(), Optional.of("\"v1\""));
    Answer hit = gateway.get("/a");
    assertThat(hit.cacheStatus()).contains("hit");
    assertThat(hit.body()).isEqualTo(SMALL);
    assertThat(hit.header("content-length")).isEqualTo("1000");
    assertThat(hit.head().getHeader("content-range")).isNull();
  }

  @Test
  void whatIsWithinStoredPartsIsAHit() throws Exception {
    getsCut(400);

    Answer hit = part(100, 399);
    assertThat(hit.status()).isEqualTo(206);
    assertThat(hit.body()).isEqualTo(SMALL.substring(100, 400));
    assertThat(hit.header("content-range")).isEqualTo("bytes 100-399/1000");
    assertThat(hit.header("content-length")).isEqualTo("300");
    assertThat(hit.cacheStatus()).matches("atoll; hit; ttl=\\d+");
    assertThat(part(0, 10, "if-range", "\"v1\"").status()).isEqualTo(206);
    Answer two = gateway.get("/a", "range", "bytes=0-1,8-9");
    assertThat(two.body()).contains("content-range: bytes 8-9/1000");
    assertThat(gateway.get("/a", "range", "bytes=1000-").status()).isEqualTo(416);
    assertThat(gateway.get("/a", "if-none-match", "\"v1\"").status()).isEqualTo(304);
    assertThat(gateway.upstream.asked).hasSize(1);
    // Another one's part, by its validator: it wants the whole.
    assertThat(part(0, 10, "if-range", "\"v0\"").body()).isEqualTo(SMALL);
    assertThat(gateway.upstream.asked).hasSize(2);
  }

  @Test
  void aRangeThatIsNotThereCompletesASmallAnswer() throws Exception {
    getsCut(400);

    Answer part = part(350, 600);

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(SMALL.substring(350, 601));
    assertThat(part.cacheStatus()).isEqualTo("atoll; fwd=partial; fwd-status=206; stored");
    assertThat(asked("range").getLast()).contains("bytes=400-999");
    assertThat(gateway.get("/a").cacheStatus()).contains("hit");
  }

  @Test
  void aRestThatBreaksOffTooIsContinuedFromThere() throws Exception {
    getsCut(400);
    getsCut(100);

    assertThat(gateway.get("/a").body()).isEqualTo(SMALL);
    assertThat(asked("range"))
        .containsExactly(
            Optional.empty(), Optional.of("bytes=400-999"), Optional.of("bytes=500-999"));
  }

  @Test
  void aChangedAnswerTakesThePlaceOfTheParts() throws Exception {
    getsCut(400);
    tag = "\"v2\"";
    String other = SMALL.toUpperCase(Locale.ROOT);
    gateway.upstream.answer = request -> answer(request, other);

    Answer whole = gateway.get("/a");

    assertThat(whole.body()).isEqualTo(other);
    assertThat(whole.cacheStatus()).isEqualTo("atoll; fwd=partial; fwd-status=200; stored");
    assertThat(gateway.get("/a").body()).isEqualTo(other);
    assertThat(gateway.upstream.asked).hasSize(2);
  }

  @Test
  void aRestThatDoesNotFitIsNotTakenAndTheWholeIsAskedFor() throws Exception {
    for (String range : List.of("bytes 399-998/1000", "bytes 400-999/1001", "bytes 0-599/*", "x")) {
      gateway.upstream.answer = request -> answer(request, SMALL);
      gateway.upstream.asked.clear();
      String path = "/" + range.replace(' ', '_');
      cutAt.set(400);
      assertThat(catchThrowable(() -> gateway.get(path))).isNotNull();
      Awaitility.await()
          .until(() -> gateway.edges.meters.get("atoll_edge_fetches").gauge().value() == 0);
      gateway.upstream.answer =
          request -> {
            if (request.getHeader("range") == null) {
              answer(request, SMALL);
            } else {
              request.response().setStatusCode(206).putHeader("etag", tag);
              request.response().putHeader("content-range", range).end(SMALL.substring(400));
            }
          };

      assertThat(gateway.get(path).body()).as(range).isEqualTo(SMALL);
      assertThat(asked("range").stream().map(Optional::isPresent))
          .as(range)
          .containsExactly(false, true, false);
    }
  }

  @Test
  void whatSaysNoLengthOrHasAWeakValidatorIsAskedForAsAWhole() throws Exception {
    tag = "W/\"v1\"";
    getsCut(400);

    assertThat(gateway.get("/a").cacheStatus())
        .isEqualTo("atoll; fwd=uri-miss; fwd-status=200; stored");
    assertThat(asked("range")).containsOnly(Optional.empty());
  }

  @Test
  void ofALargeAnswerTheRangeIsAskedForAndItsPartsAreKept() throws Exception {
    gateway.upstream.answer = request -> answer(request, LARGE);

    Answer first = part(1_000, 1_499);
    assertThat(first.status()).isEqualTo(206);
    assertThat(first.body()).isEqualTo(LARGE.substring(1_000, 1_500));
    assertThat(first.cacheStatus())
        .isEqualTo("atoll; fwd=uri-miss; fwd-status=206; stored; detail=too-large");
    // Asked for as a whole, since nobody knew how large it is; then for the part.
    assertThat(asked("range")).containsExactly(Optional.empty(), Optional.of("bytes=1000-1499"));

    assertThat(part(1_200, 1_499).cacheStatus()).contains("hit");
    Answer next = part(1_500, 1_999);
    assertThat(next.body()).isEqualTo(LARGE.substring(1_500, 2_000));
    assertThat(next.cacheStatus()).startsWith("atoll; fwd=partial; fwd-status=206; stored");
    assertThat(part(1_100, 1_900).body()).isEqualTo(LARGE.substring(1_100, 1_901));
    assertThat(gateway.upstream.asked).hasSize(3);
    // What is larger than an answer may be is passed on, and not kept.
    assertThat(part(0, 2_000).cacheStatus()).doesNotContain("stored");
    assertThat(gateway.get("/a").body()).isEqualTo(LARGE);
  }

  @Test
  void partsOfAChangedLargeAnswerAreDiscarded() throws Exception {
    gateway.upstream.answer = request -> answer(request, LARGE);
    part(0, 499);
    tag = "\"v2\"";
    part(500, 999);

    assertThat(part(0, 99).cacheStatus()).contains("fwd=partial");
    assertThat(part(500, 999).cacheStatus()).contains("hit");
  }

  @Test
  void partsThatMustNotBeStoredAreNot() throws Exception {
    more = ", private";
    gateway.upstream.answer = request -> answer(request, LARGE);

    assertThat(part(0, 99).cacheStatus()).doesNotContain("stored");
    assertThat(part(0, 99).cacheStatus()).doesNotContain("hit");
  }

  @Test
  void upstreamsNeverSeeOverlappingOrTooManyRanges() throws Exception {
    gateway.upstream.answer = TestUpstream.says("x", "cache-control", "private");
    gateway.get("/a");

    gateway.get("/a", "range", "bytes=0-99,50-149");
    gateway.get("/a", "range", "bytes=" + "0-,".repeat(100));

    assertThat(asked("range"))
        .containsExactly(Optional.empty(), Optional.of("bytes=0-149"), Optional.empty());
  }

  @Test
  void purgedPartsAreNeitherGivenNorCombined() throws Exception {
    getsCut(400);
    assertThat(gateway.ask("DELETE", "/a", "").status()).isEqualTo(200);

    assertThat(part(0, 10).cacheStatus()).isEqualTo("atoll; fwd=uri-miss; fwd-status=200; stored");
    assertThat(asked("range")).containsOnly(Optional.empty());
  }
}
