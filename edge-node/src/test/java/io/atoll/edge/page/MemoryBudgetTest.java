package io.atoll.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.http.ByteRange;
import io.atoll.edge.http.CacheControl;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Vary;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final int BUDGET = 32 << 20;
  private static final int OBJECT_MAX = 1 << 20;

  /** What is charged includes what a page takes once it has been sent. */
  private static final double CHARGED_MAX = 2.5;

  /** The collector, the test and the JVM itself take something too. */
  private static final double MEASURED_MAX = 1.15;

  /** What other tests of this process let go of meanwhile. */
  private static final long ELSEWHERE = 8 << 20;

  private long purgeBytes;
  private final MemoryBudget budget = new MemoryBudget(BUDGET, () -> purgeBytes);
  private final Pages pages = new Pages(budget, OBJECT_MAX, BUDGET);

  private static PageKey key(int number) {
    // As it comes from a request: no text in it is another one's.
    return new PageKey("http", new String("shop.test"), "/products/" + number + "?colour=blue");
  }

  private static Description description(int number, String language, Set<String> tags) {
    Vary vary = language.isEmpty() ? Vary.NOTHING : new Vary(false, List.of("accept-language"));
    return new Description(
        new ResponseHead(
            200,
            FieldList.of(
                new String("content-type"),
                new String("text/html; charset=utf-8"),
                new String("cache-control"),
                new String("public, max-age=3600, stale-while-revalidate=60"),
                new String("etag"),
                "\"" + Integer.toHexString(number * 31) + "\"",
                new String("last-modified"),
                new String("Thu, 01 Jan 2026 00:00:00 GMT"),
                new String("date"),
                new String("Thu, 26 Nov 2026 00:00:00 GMT"),
                new String("x-cache-tags"),
                String.join(" ", tags))),
        new Freshness(3600, 0, 0),
        CacheControl.parse(List.of("public, max-age=3600")),
        vary,
        vary.variant(FieldList.of("accept-language", language)),
        tags,
        0,
        true);
  }

  private static Page page(int number, int size, String language, Set<String> tags) {
    return new Page(description(number, language, tags), Buffer.buffer(new byte[size]));
  }

  private static Set<String> tags(int number, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "product-" + number + "-" + i)
        .collect(Collectors.toSet());
  }

  private long total() {
    return pages.bytes() + budget.underWayBytes() + budget.besidesBytes();
  }

  /** Bytes of live objects, the least of a few looks. */
  private static long live() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private void store(int number, Page page) {
    pages.store(key(number), page);
  }

  /**
   * Stores twice the budget, sees the bound held all along, and what is charged held to be true.
   */
  private void fillTwice(int bytesEach, IntConsumer store) {
    for (int i = 0; (long) i * bytesEach < 2L * BUDGET; i++) {
      store.accept(i);
      assertThat(total()).isLessThanOrEqualTo(BUDGET);
    }
    long charged = pages.bytes();
    long full = live();
    pages.clear();
    long measured = full - live();
    assertThat(charged).isGreaterThan(BUDGET / 2);
    assertThat(measured).isLessThan((long) (charged * MEASURED_MAX) + ELSEWHERE);
    assertThat(charged).isLessThan((long) ((measured + ELSEWHERE) * CHARGED_MAX));
  }

  @Test
  void pagesOfOneKilobyteStayWithinAndAreChargedWhatTheyTake() {
    fillTwice(1 << 10, i -> store(i, page(i, 1 << 10, "", Set.of())));
  }

  @Test
  void pagesThatHaveBeenSentStayWithin() {
    fillTwice(
        1 << 10,
        i -> {
          Page page = page(i, 1 << 10, "", Set.of());
          store(i, page);
          page.quick("us-east", 1_000);
        });
  }

  @Test
  void emptyPagesStayWithin() {
    fillTwice(1 << 9, i -> store(i, page(i, 0, "", Set.of())));
  }

  @Test
  void largePagesStayWithin() {
    fillTwice(OBJECT_MAX / 2, i -> store(i, page(i, OBJECT_MAX / 2, "", Set.of())));
  }

  @Test
  void pagesWithManyTagsStayWithin() {
    fillTwice(6 << 10, i -> store(i, page(i, 100, "", tags(i, 60))));
  }

  @Test
  void manyVariantsStayWithin() {
    fillTwice(1 << 10, i -> store(i / 16, page(i, 1 << 10, "l" + i % 16, Set.of())));
  }

  @Test
  void partsStayWithin() {
    fillTwice(
        4 << 10,
        i -> {
          ByteRange range = new ByteRange(8L << 10, (12L << 10) - 1);
          pages.keep(
              key(i),
              Incomplete.of(
                  description(i, "", Set.of()),
                  64 << 10,
                  new Incomplete.Part(range, Buffer.buffer(new byte[4 << 10]))),
              _ -> true,
              true);
        });
  }

  @Test
  void knowingThatAnswersAreForOneAloneStaysWithin() {
    fillTwice(1 << 8, i -> pages.noteAlone(key(i), 1_000));
  }

  @Test
  void copiesOutsideTheHeapTakeTheirShareFromWhatIsStored() {
    for (int i = 0; i < 64; i++) {
      Page page = page(i, 32 << 10, "", Set.of());
      store(i, page);
      for (int sent = 0; sent < 2 * OutsideBody.SENT_MIN; sent++) {
        ByteBuf copy = page.quick("here", 0).takeOutside();
        if (copy != null) {
          copy.release();
        }
      }
    }
    assertThat(pages.outsideBytes()).isPositive();
    fillTwice(1 << 10, i -> store(1_000 + i, page(i, 1 << 10, "", Set.of())));
    assertThat(total()).isLessThanOrEqualTo(BUDGET);
  }

  @Test
  void whatIsUnderWayTakesTheRoomOfWhatIsStoredUpToItsShare() {
    for (int i = 0; (long) i << 10 < 2L * BUDGET; i++) {
      store(i, page(i, 1 << 10, "", Set.of()));
    }
    List<SharedBody> bodies = new ArrayList<>();
    SharedBody body = SharedBody.begin(Long.MAX_VALUE, OBJECT_MAX, budget);
    while (body != null) {
      bodies.add(body);
      body.append(Buffer.buffer(new byte[100 << 10]));
      assertThat(total()).isLessThanOrEqualTo(BUDGET);
      body = SharedBody.begin(Long.MAX_VALUE, OBJECT_MAX, budget);
    }

    int share = BUDGET / MemoryBudget.UNDER_WAY_SHARE;
    assertThat(budget.underWayBytes()).isBetween(share / 2L, share + (200L << 10));
    assertThat(budget.refused()).isPositive();
    assertThat(pages.bytes()).isGreaterThan(BUDGET / 2);
    bodies.forEach(each -> each.end(true));
    assertThat(budget.underWayBytes()).isZero();
  }

  @Test
  void whatIsKnownOfPurgesTakesRoomToo() {
    purgeBytes = BUDGET / 2;
    budget.outside(0);
    for (int i = 0; (long) i << 10 < 2L * BUDGET; i++) {
      store(i, page(i, 1 << 10, "", Set.of()));
    }

    assertThat(pages.bytes()).isLessThanOrEqualTo(BUDGET / 2);
  }

  @Test
  void bytesGivenBackAreThereAgain() {
    int share = BUDGET / MemoryBudget.UNDER_WAY_SHARE;
    for (int i = 0; i < 100; i++) {
      assertThat(budget.reserve(share)).isTrue();
      assertThat(budget.reserve(1)).isFalse();
      budget.release(share);
    }
    assertThat(budget.underWayBytes()).isZero();
    assertThat(budget.refused()).isEqualTo(100);
  }
}
