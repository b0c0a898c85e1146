package io.atoll.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.http.CacheControl;
import io.atoll.edge.http.ContentCoding;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Vary;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutsideBodiesTest {
  private static final int BYTES_MAX = 1 << 20;
  private static final int SIZE = 32 << 10;
  private static final FieldList NO_FIELDS = FieldList.of("vary", "accept-encoding");

  private final Pages pages = new Pages(new MemoryBudget(BYTES_MAX, () -> 0), SIZE, BYTES_MAX);

  private static PageKey key(int number) {
    return new PageKey("http", "shop.test", "/" + number);
  }

  private static Page page(int size, int content) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) content);
    return new Page(description(new Freshness(60, 0, 0)), Buffer.buffer(bytes));
  }

  private static Description description(Freshness freshness) {
    return new Description(
        new ResponseHead(200, NO_FIELDS),
        freshness,
        CacheControl.NONE,
        Vary.NOTHING,
        Vary.NOTHING.variant(NO_FIELDS),
        Set.of(),
        0,
        true);
  }

  private @Nullable ByteBuf take(int number) {
    Variants found = pages.find(key(number));
    Page page = found == null ? null : found.match(NO_FIELDS);
    return page == null ? null : take(page);
  }

  private static @Nullable ByteBuf take(Page page) {
    return page.quick("here", 0).takeOutside();
  }

  /** Sends it as often as it takes, and once more. */
  private @Nullable ByteBuf takeOften(int number) {
    for (int i = 0; i < OutsideBody.SENT_MIN; i++) {
      ByteBuf copy = take(number);
      if (copy != null) {
        copy.release();
      }
    }
    return take(number);
  }

  @Test
  void whatIsSentOftenIsOutsideAndCounts() {
    pages.store(key(1), page(SIZE, 1));
    long before = pages.bytes();

    assertThat(take(1)).isNull();
    ByteBuf copy = Objects.requireNonNull(takeOften(1));

    assertThat(copy.isDirect()).isTrue();
    assertThat(copy.readableBytes()).isEqualTo(SIZE);
    assertThat(pages.bytes()).isEqualTo(before + SIZE);
    copy.release();
  }

  @Test
  void aFormInAnotherCodingCountsAndGoesWithItsPage() {
    Page page = page(2 * SIZE, 1);
    pages.store(key(1), page);
    long before = pages.bytes();
    Page form = pages.keep(key(1), page, ContentCoding.GZIP, Buffer.buffer(new byte[SIZE]));
    assertThat(pages.bytes()).isGreaterThan(before + SIZE);
    for (int i = 0; i < OutsideBody.SENT_MIN; i++) {
      assertThat(take(form)).isNull();
    }
    Objects.requireNonNull(take(form)).release();

    pages.drop(key(1));

    assertThat(pages.bytes()).isZero();
    assertThat(pages.outsideBytes()).isZero();
  }

  @Test
  void smallBodiesAreCopied() {
    pages.store(key(1), page(OutsideBody.BYTES_MIN - 1, 1));

    assertThat(takeOften(1)).isNull();
  }

  @Test
  void aWriteUnderWayOutlivesItsPage() {
    pages.store(key(1), page(SIZE, 7));
    ByteBuf copy = Objects.requireNonNull(takeOften(1));

    pages.drop(key(1));

    assertThat(copy.refCnt()).isEqualTo(1);
    assertThat(copy.getByte(SIZE - 1)).isEqualTo((byte) 7);
    assertThat(pages.bytes()).isZero();
    assertThat(pages.outsideBytes()).isEqualTo(SIZE);
    copy.release();
    assertThat(pages.outsideBytes()).isZero();
  }

  @Test
  void anAnswerThatIsReplacedLetsItsCopyGo() {
    pages.store(key(1), page(SIZE, 1));
    Objects.requireNonNull(takeOften(1)).release();

    pages.store(key(1), page(SIZE, 2));

    assertThat(pages.outsideBytes()).isZero();
    ByteBuf copy = Objects.requireNonNull(takeOften(1));
    assertThat(copy.getByte(0)).isEqualTo((byte) 2);
    copy.release();
  }

  @Test
  void anAnswerThatIsConfirmedHasItsCopyAgain() {
    Page first = page(SIZE, 1);
    pages.store(key(1), first);
    Objects.requireNonNull(takeOften(1)).release();

    pages.store(key(1), first.confirmed(description(new Freshness(90, 0, 0))));

    ByteBuf copy = Objects.requireNonNull(takeOften(1));
    assertThat(pages.outsideBytes()).isEqualTo(SIZE);
    copy.release();
  }

  @Test
  void theBoundHoldsForBothTogether() {
    for (int i = 0; i < 100; i++) {
      pages.store(key(i), page(SIZE, i));
      ByteBuf copy = takeOften(i);
      if (copy != null) {
        copy.release();
      }
      assertThat(pages.bytes()).isLessThanOrEqualTo(BYTES_MAX);
    }
    assertThat(pages.outsideBytes()).isBetween(1L, (long) BYTES_MAX / 4);
  }

  @Test
  void whatIsSentNowTakesThePlaceOfWhatWasSentOnce() {
    for (int i = 0; i < 20; i++) {
      pages.store(key(i), page(SIZE, i));
      ByteBuf copy = takeOften(i);
      if (copy != null) {
        copy.release();
      }
    }

    ByteBuf last = null;
    for (int i = 0; i < 10 && last == null; i++) {
      last = takeOften(19);
    }
    Objects.requireNonNull(last).release();
  }

  /** Readers that keep what they take for a while, against writers that evict, replace and drop. */
  @Test
  void nothingIsLeftOverAndNothingIsReadAfterItsEnd() throws Exception {
    int keys = 40;
    List<Callable<Integer>> work = new ArrayList<>();
    IntStream.range(0, 4).forEach(seed -> work.add(() -> read(new Random(seed), keys)));
    IntStream.range(4, 6).forEach(seed -> work.add(() -> write(new Random(seed), keys)));
    try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
      int taken = 0;
      for (Future<Integer> done : threads.invokeAll(work)) {
        taken += done.get();
      }
      assertThat(taken).isPositive();
    }

    pages.clear();

    assertThat(pages.outsideBytes()).isZero();
    assertThat(pages.bytes()).isZero();
  }

  private int read(Random random, int keys) {
    List<ByteBuf> held = new ArrayList<>();
    int taken = 0;
    for (int i = 0; i < 40_000; i++) {
      // A few of them often, so that copies are made, found and lost.
      int number = Math.min(random.nextInt(keys), random.nextInt(keys));
      ByteBuf copy = take(number);
      if (copy != null) {
        taken++;
        held.add(copy);
      }
      if (held.size() > 20) {
        held.forEach(OutsideBodiesTest::checkAndRelease);
        held.clear();
      }
    }
    held.forEach(OutsideBodiesTest::checkAndRelease);
    return taken;
  }

  /** Freed memory that is used again holds something else, at its two ends or in length. */
  private static void checkAndRelease(ByteBuf copy) {
    assertThat(copy.readableBytes()).isEqualTo(SIZE);
    assertThat(copy.getByte(0)).isEqualTo(copy.getByte(SIZE - 1));
    copy.release();
  }

  private int write(Random random, int keys) {
    for (int i = 0; i < 4_000; i++) {
      int number = random.nextInt(keys);
      if (random.nextInt(4) == 0) {
        pages.drop(key(number));
      } else {
        pages.store(key(number), page(SIZE, random.nextInt()));
      }
    }
    return 0;
  }
}
