package io.atoll.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PartialContentTest {
  private static final String TAG = "\"a\"";
  private static final FieldList STORED =
      FieldList.of("etag", TAG, "content-length", "10", "x-kept", "1", "age", "3");

  private static ResponseHead part(String... fields) {
    return new ResponseHead(206, FieldList.of(fields));
  }

  @Test
  void aPartIsOneRangeOfAKnownWholeWithAStrongValidator() {
    assertThat(PartialContent.part(part("etag", TAG, "content-range", "bytes 2-4/10")))
        .contains(new ContentRange(new ByteRange(2, 4), 10));
    assertThat(
            PartialContent.part(
                part("etag", TAG, "content-range", "bytes 2-4/10", "content-length", "3")))
        .isPresent();
    // The same line twice contradicts nothing.
    assertThat(
            PartialContent.part(
                part(
                    "etag", TAG, "content-range", "bytes 2-4/10", "content-range", "bytes 2-4/10")))
        .isPresent();
  }

  @Test
  void aMalformedContentRangeIsNoPart() {
    for (String bad :
        new String[] {
          "",
          "bytes",
          "bytes 2-4",
          "bytes 2-4/*",
          "bytes */10",
          "bytes 4-2/10",
          "bytes 2-10/10",
          "bytes 2-4/0",
          "bytes -4/10",
          "bytes 2-/10",
          "bytes=2-4/10",
          "bytes  2-4/10",
          "bytes 2 - 4/10",
          "bytes +2-4/10",
          "bytes 0x2-4/10",
          "bytes 2-4/10, bytes 6-7/10",
          "pages 2-4/10",
          "bytes 2-4/99999999999999999999"
        }) {
      assertThat(PartialContent.part(part("etag", TAG, "content-range", bad))).as(bad).isEmpty();
    }
  }

  @Test
  void whatContradictsItselfIsNoPart() {
    assertThat(
            PartialContent.part(
                part(
                    "etag", TAG, "content-range", "bytes 2-4/10", "content-range", "bytes 2-5/10")))
        .isEmpty();
    assertThat(
            PartialContent.part(
                part("etag", TAG, "content-range", "bytes 2-4/10", "content-length", "4")))
        .isEmpty();
    assertThat(
            PartialContent.part(
                part("etag", TAG, "content-range", "bytes 2-4/10", "content-length", "x")))
        .isEmpty();
  }

  @Test
  void withoutAStrongValidatorOrAsSeveralPartsItCantBeCombined() {
    assertThat(PartialContent.part(part("content-range", "bytes 2-4/10"))).isEmpty();
    assertThat(PartialContent.part(part("etag", "W/" + TAG, "content-range", "bytes 2-4/10")))
        .isEmpty();
    assertThat(
            PartialContent.part(
                part(
                    "last-modified",
                    "Thu, 01 Jan 2026 00:00:00 GMT",
                    "content-range",
                    "bytes 2-4/10")))
        .isEmpty();
    assertThat(
            PartialContent.part(
                part("etag", TAG, "content-type", "multipart/byteranges; boundary=x")))
        .isEmpty();
    assertThat(
            PartialContent.part(
                new ResponseHead(200, FieldList.of("etag", TAG, "content-range", "bytes 2-4/10"))))
        .isEmpty();
  }

  @Test
  void aPartIsStoredAsIfItWereAnIncompleteWhole() {
    ResponseHead whole =
        PartialContent.whole(
            part("etag", TAG, "content-range", "bytes 2-4/10", "content-length", "3"), 10);

    assertThat(whole)
        .isEqualTo(new ResponseHead(200, FieldList.of("etag", TAG, "content-length", "10")));
  }

  @Test
  void whatBrokeOffIsResumableIfItSaidHowLongItIsAndHasAStrongValidator() {
    assertThat(PartialContent.resumable(new ResponseHead(200, STORED))).hasValue(10);
    for (ResponseHead useless :
        List.of(
            new ResponseHead(200, FieldList.of("etag", TAG)),
            new ResponseHead(200, FieldList.of("content-length", "10")),
            new ResponseHead(200, FieldList.of("content-length", "10", "etag", "W/" + TAG)),
            new ResponseHead(404, STORED))) {
      assertThat(PartialContent.resumable(useless)).as(useless.toString()).isEmpty();
    }
  }

  @Test
  void theLaterPartsFieldsCountButNotItsLength() {
    ResponseHead later =
        PartialContent.whole(
            part("etag", TAG, "content-range", "bytes 2-4/10", "cache-control", "max-age=9"), 10);

    FieldList combined = PartialContent.combined(new ResponseHead(200, STORED), later).fields();

    assertThat(combined.first("content-length")).isEqualTo("10");
    assertThat(combined.first("cache-control")).isEqualTo("max-age=9");
    assertThat(combined.first("x-kept")).isEqualTo("1");
    assertThat(combined.has("age")).isFalse();
    assertThat(combined.has("content-range")).isFalse();
  }

  @Test
  void whatIsMissingLiesBeforeBetweenAndAfterTheParts() {
    assertThat(PartialContent.missing(List.of(), 10)).containsExactly(new ByteRange(0, 9));
    assertThat(PartialContent.missing(List.of(new ByteRange(6, 7), new ByteRange(2, 4)), 10))
        .containsExactly(new ByteRange(0, 1), new ByteRange(5, 5), new ByteRange(8, 9));
    assertThat(PartialContent.missing(List.of(new ByteRange(5, 9), new ByteRange(0, 4)), 10))
        .isEmpty();
  }

  @Test
  void theRestIsAskedForOnlyOfTheSameRepresentation() {
    assertThat(PartialContent.question(STORED, new ByteRange(4, 9)))
        .containsExactly(new Field("range", "bytes=4-9"), new Field("if-range", TAG));
  }

  @Test
  void onlyWhatWasMissingOfTheSameBytesFillsTheGap() {
    ByteRange missing = new ByteRange(4, 9);
    assertThat(fills(missing, part("etag", TAG, "content-range", "bytes 4-9/10"))).isTrue();
    for (ResponseHead other :
        List.of(
            part("etag", TAG, "content-range", "bytes 4-8/10"),
            part("etag", TAG, "content-range", "bytes 3-9/10"),
            part("etag", TAG, "content-range", "bytes 4-9/11"),
            part("etag", "\"b\"", "content-range", "bytes 4-9/10"),
            part("etag", "W/" + TAG, "content-range", "bytes 4-9/10"),
            part("content-range", "bytes 4-9/10"),
            part("etag", TAG, "content-range", "bytes 4-9/10", "content-length", "5"),
            new ResponseHead(200, STORED))) {
      assertThat(fills(missing, other)).as(other.toString()).isFalse();
    }
    assertThat(
            PartialContent.fills(
                missing,
                FieldList.of("etag", "W/" + TAG),
                10,
                part("etag", "W/" + TAG, "content-range", "bytes 4-9/10")))
        .isFalse();
  }

  private static boolean fills(ByteRange missing, ResponseHead answer) {
    return PartialContent.fills(missing, STORED, 10, answer);
  }
}
