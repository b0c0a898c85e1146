package io.atoll.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.http.ByteRange;
import io.atoll.edge.http.CacheControl;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Vary;
import io.atoll.testkit.property.Property;
import io.vertx.core.buffer.Buffer;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IncompleteTest {
  private static final int BYTES_MAX = 64 << 10;
  private static final PageKey KEY = new PageKey("http", "shop.test", "/film");

  private final Pages pages = new Pages(new MemoryBudget(1 << 20, () -> 0), BYTES_MAX);

  private static byte at(long offset) {
    return (byte) (offset * 31 + offset / 251);
  }

  private static Buffer bytes(long first, long last) {
    Buffer bytes = Buffer.buffer();
    for (long i = first; i <= last; i++) {
      bytes.appendByte(at(i));
    }
    return bytes;
  }

  private static Description description(String tag, long length, String language) {
    Vary vary = language.isEmpty() ? Vary.NOTHING : new Vary(false, List.of("accept-language"));
    return new Description(
        new ResponseHead(200, FieldList.of("etag", tag, "content-length", Long.toString(length))),
        new Freshness(60, 0, 0),
        CacheControl.NONE,
        vary,
        vary.variant(FieldList.of("accept-language", language)),
        Set.of(),
        0,
        false);
  }

  private static Incomplete part(String tag, long length, long first, long last) {
    return part(description(tag, length, ""), length, first, last);
  }

  private static Incomplete part(Description of, long length, long first, long last) {
    return Incomplete.of(
        of, length, new Incomplete.Part(new ByteRange(first, last), bytes(first, last)));
  }

  private void keep(Incomplete part) {
    pages.keep(KEY, part, _ -> true, true);
  }

  private @Nullable Page page() {
    Variants known = pages.find(KEY);
    return known == null ? null : known.match(FieldList.EMPTY);
  }

  private Incomplete kept() {
    return Objects.requireNonNull(
        Objects.requireNonNull(pages.find(KEY)).matchIncomplete(FieldList.EMPTY));
  }

  @Test
  void partsThatCoverTheWholeBecomeIt() {
    keep(part("\"a\"", 100, 60, 99));
    keep(part("\"a\"", 100, 0, 19));
    assertThat(page()).isNull();
    assertThat(kept().missing()).containsExactly(new ByteRange(20, 59));
    assertThat(kept().slice(new ByteRange(70, 99))).isEqualTo(bytes(70, 99));
    assertThat(kept().slice(new ByteRange(10, 25))).isNull();

    keep(part("\"a\"", 100, 15, 65));

    assertThat(Objects.requireNonNull(page()).body()).isEqualTo(bytes(0, 99));
    assertThat(Objects.requireNonNull(pages.find(KEY)).incomplete()).isEmpty();
  }

  @Test
  void partsOfAnotherAnswerTakeThePlaceOfThoseBefore() {
    keep(part("\"a\"", 100, 0, 49));
    keep(part("\"b\"", 100, 50, 99));
    assertThat(kept().missing()).containsExactly(new ByteRange(0, 49));

    keep(part("\"b\"", 101, 0, 49));
    assertThat(kept().missing()).containsExactly(new ByteRange(50, 100));
    assertThat(page()).isNull();
  }

  @Test
  void whatWasPurgedIsNotCombined() {
    keep(part("\"a\"", 100, 0, 49));
    pages.keep(KEY, part("\"a\"", 100, 50, 99), _ -> false, true);

    assertThat(page()).isNull();
    assertThat(kept().missing()).containsExactly(new ByteRange(0, 49));
  }

  @Test
  void whatIsOfNoUseAloneIsOnlyCombined() {
    pages.keep(KEY, part("\"a\"", 100, 50, 99), _ -> true, false);
    assertThat(pages.find(KEY)).isNull();

    keep(part("\"a\"", 100, 0, 49));
    pages.keep(KEY, part("\"a\"", 100, 50, 99), _ -> true, false);
    assertThat(page()).isNotNull();
  }

  @Test
  void aWholeAnswerTakesThePlaceOfItsPartsAndKeepsIt() {
    keep(part("\"a\"", 100, 0, 49));
    pages.store(KEY, new Page(description("\"b\"", 10, ""), bytes(0, 9)));
    keep(part("\"a\"", 100, 50, 99));

    assertThat(Objects.requireNonNull(page()).body().length()).isEqualTo(10);
    assertThat(Objects.requireNonNull(pages.find(KEY)).incomplete()).isEmpty();
  }

  @Test
  void partsOfVariantsAreKeptApartAndBounded() {
    for (int i = 0; i < Variants.PAGES_MAX + 5; i++) {
      keep(part(description("\"a\"", 100, "l" + i), 100, i, i));
    }

    Variants known = Objects.requireNonNull(pages.find(KEY));
    assertThat(known.incomplete()).hasSize(Variants.PAGES_MAX);
    Incomplete newest =
        known.matchIncomplete(FieldList.of("accept-language", "l" + (Variants.PAGES_MAX + 4)));
    assertThat(Objects.requireNonNull(newest).parts()).hasSize(1);
  }

  @Test
  void theOldestPartsAreLetGoWhenTheyAreTooManyOrTooLarge() {
    for (int i = 0; i < Incomplete.PARTS_MAX + 3; i++) {
      keep(part("\"a\"", 1000, 10L * i, 10L * i + 4));
    }
    assertThat(kept().parts()).hasSize(Incomplete.PARTS_MAX);
    assertThat(kept().slice(new ByteRange(0, 4))).isNull();
    assertThat(kept().slice(new ByteRange(180, 184))).isEqualTo(bytes(180, 184));

    keep(part("\"b\"", 10L * BYTES_MAX, 0, 99));
    keep(part("\"b\"", 10L * BYTES_MAX, 200, 200 + BYTES_MAX - 100));
    assertThat(kept().parts()).hasSize(1);
    assertThat(kept().slice(new ByteRange(0, 99))).isNull();
  }

  @Test
  void piecesOneAfterTheOtherAreAllKeptUpToTheBound() {
    int piece = 1 << 10;
    for (int at = 0; at < BYTES_MAX; at += piece) {
      keep(part("\"a\"", 10L * BYTES_MAX, at, at + piece - 1));
    }

    assertThat(kept().slice(new ByteRange(0, BYTES_MAX - 1))).isEqualTo(bytes(0, BYTES_MAX - 1));
  }

  @Test
  void partsCountAmongTheBytesInMemory() {
    keep(part("\"a\"", 10L * BYTES_MAX, 0, 49_999));

    assertThat(pages.bytes()).isGreaterThan(50_000);
  }

  @Test
  void whateverComesInWhateverOrderTheRightBytesAreGiven() {
    Property.forAll(
        1,
        2_000,
        random -> {
          int length = random.nextInt(1, 60);
          BitSet there = new BitSet();
          Incomplete kept = null;
          for (int i = 0; i < 8; i++) {
            int first = random.nextInt(length);
            int last = Math.min(length - 1, first + random.nextInt(20));
            Incomplete next = part("\"a\"", length, first, last);
            // So small a bound of what is joined leaves many parts that touch.
            kept = kept == null ? next : kept.with(next, 10L * random.nextInt(10, 20));
            there.set(first, last + 1);
            for (ByteRange gap : kept.missing()) {
              there.clear((int) gap.first(), (int) gap.last() + 1);
            }
            int from = random.nextInt(length);
            int to = Math.min(length - 1, from + random.nextInt(20));
            Buffer slice = kept.slice(new ByteRange(from, to));
            boolean whole = there.get(from, to + 1).cardinality() == to + 1 - from;
            assertThat(slice).isEqualTo(whole ? bytes(from, to) : null);
          }
          assertThat(Objects.requireNonNull(kept).missing().isEmpty())
              .isEqualTo(kept.whole() != null);
        });
  }
}
