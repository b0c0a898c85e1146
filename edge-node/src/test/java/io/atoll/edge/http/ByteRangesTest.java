package io.atoll.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.http.ByteRanges.Parts;
import io.atoll.edge.http.ByteRanges.Unsatisfiable;
import io.atoll.edge.http.ByteRanges.Whole;
import io.atoll.testkit.property.Property;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangesTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=2-5, 2, 5",
    "BYTES=2-5, 2, 5",
    "bytes=2-, 2, 9",
    "bytes=2-99, 2, 9",
    "bytes=-3, 7, 9",
    "bytes=-99, 0, 9",
    "bytes=9-99999999999999999999999, 9, 9",
    "'bytes=, 2-5,', 2, 5",
  })
  void oneRangeIsRead(String text, long first, long last) {
    assertThat(ByteRanges.parse(text, 10))
        .isEqualTo(new Parts(List.of(new ByteRange(first, last))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-2",
        "bytes=a-b",
        "bytes=1",
        "bytes= 1 - 2",
        "bytes=1-2-3",
        "items=1-2",
        "bytes 1-2",
        "bytes=1-2;q=1",
        "bytes=+1-2",
        "bytes=--1"
      })
  void whatCannotBeUnderstoodMeansTheWhole(String text) {
    assertThat(ByteRanges.parse(text, 10)).isEqualTo(new Whole());
  }

  @Test
  void nothingWithinTheRepresentationIs416() {
    assertThat(ByteRanges.parse("bytes=10-", 10)).isEqualTo(new Unsatisfiable());
    assertThat(ByteRanges.parse("bytes=-0", 10)).isEqualTo(new Unsatisfiable());
    assertThat(ByteRanges.parse("bytes=0-0", 0)).isEqualTo(new Unsatisfiable());
    assertThat(ByteRanges.parse("bytes=10-,0-0", 10))
        .isEqualTo(new Parts(List.of(new ByteRange(0, 0))));
  }

  @Test
  void rangesThatTouchBecomeOne() {
    assertThat(ByteRanges.parse("bytes=6-7,0-1,2-3,3-5", 10))
        .isEqualTo(new Parts(List.of(new ByteRange(0, 7))));
    assertThat(ByteRanges.parse("bytes=8-8,0-1", 10))
        .isEqualTo(new Parts(List.of(new ByteRange(8, 8), new ByteRange(0, 1))));
  }

  @Test
  void tooManyRangesMeanTheWhole() {
    String many = "bytes=" + "0-0,".repeat(ByteRanges.RANGES_MAX + 1);

    assertThat(ByteRanges.parse(many, 10)).isEqualTo(new Whole());
  }

  @Test
  void thePartsCoverWhatWasAskedForAndNothingTwice() {
    Property.forAll(
        1,
        2_000,
        random -> {
          int length = random.nextInt(1, 40);
          BitSet asked = new BitSet();
          List<String> members = new ArrayList<>();
          int count = random.nextInt(1, 8);
          for (int i = 0; i < count; i++) {
            int first = random.nextInt(50);
            int last = first + random.nextInt(20);
            members.add(first + "-" + last);
            if (first < length) {
              asked.set(first, Math.min(length, last + 1));
            }
          }
          ByteRanges ranges = ByteRanges.parse("bytes=" + String.join(",", members), length);
          if (ranges instanceof Parts(List<ByteRange> parts)) {
            BitSet given = new BitSet();
            for (ByteRange part : parts) {
              assertThat(given.get((int) part.first(), (int) part.last() + 1).isEmpty()).isTrue();
              given.set((int) part.first(), (int) part.last() + 1);
            }
            assertThat(given).isEqualTo(asked);
          } else {
            assertThat(ranges).isEqualTo(new Unsatisfiable());
            assertThat(asked.isEmpty()).isTrue();
          }
        });
  }

  @Test
  void contentRangesAreReadStrictly() {
    assertThat(ContentRange.parse("bytes 0-4/10"))
        .contains(new ContentRange(new ByteRange(0, 4), 10));
    for (String bad :
        new String[] {"bytes 0-4/*", "bytes 4-0/10", "bytes 0-10/10", "bytes */10", "0-4/10", ""}) {
      assertThat(ContentRange.parse(bad)).as(bad).isEmpty();
    }
  }

  @Test
  void upstreamsAreAskedForRangesJoinedAndNotForTooMany() {
    assertThat(ByteRanges.forUpstream("bytes=0-99, 50-149,200-")).isEqualTo("bytes=0-149,200-");
    assertThat(ByteRanges.forUpstream("bytes=0-0")).isEqualTo("bytes=0-0");
    assertThat(ByteRanges.forUpstream("bytes=0-")).isEqualTo("bytes=0-");
    assertThat(ByteRanges.forUpstream("bytes=-5")).isEqualTo("bytes=-5");
    assertThat(ByteRanges.forUpstream("Bytes=5-6,0-1")).isEqualTo("bytes=5-6,0-1");
    assertThat(ByteRanges.forUpstream("pages=1-2,1-2")).isEqualTo("pages=1-2,1-2");
    assertThat(ByteRanges.forUpstream("bytes=5-4")).isNull();
    assertThat(ByteRanges.forUpstream("bytes=x")).isNull();
    String many = "bytes=" + "0-,".repeat(ByteRanges.RANGES_MAX + 1);
    assertThat(ByteRanges.forUpstream(many)).isNull();
  }
}
