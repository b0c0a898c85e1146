package io.atoll.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VaryTest {
  private static Vary vary(String... lines) {
    FieldList fields = FieldList.EMPTY;
    for (String line : lines) {
      fields = fields.plus("vary", line);
    }
    return Vary.of(fields);
  }

  @Test
  void allLinesCountInAnyOrderAndCase() {
    assertThat(vary("Accept-Encoding,, accept", "ACCEPT"))
        .isEqualTo(vary("accept", "accept-encoding"));
    assertThat(vary("a, *").any()).isTrue();
    assertThat(vary().any()).isFalse();
  }

  @Test
  void whiteSpaceAndLinesMakeNoDifference() {
    Vary vary = vary("accept-language, x-a");

    assertThat(vary.variant(FieldList.of("accept-language", "de , en;q=0.5", "x-a", "1")))
        .isEqualTo(
            vary.variant(
                FieldList.of("x-a", "1", "accept-language", "de", "accept-language", "en;q=0.5")));
  }

  @Test
  void orderMakesNoDifferenceWhereItMeansNothing() {
    assertThat(vary("accept-encoding").variant(FieldList.of("accept-encoding", "gzip, br")))
        .isEqualTo(vary("accept-encoding").variant(FieldList.of("accept-encoding", "br,gzip")));
    assertThat(vary("accept-language").variant(FieldList.of("accept-language", "de, en")))
        .isNotEqualTo(vary("accept-language").variant(FieldList.of("accept-language", "en, de")));
  }

  @Test
  void absentIsNotEmpty() {
    assertThat(vary("x-a").variant(FieldList.EMPTY))
        .isNotEqualTo(vary("x-a").variant(FieldList.of("x-a", "")));
  }

  @Test
  void valuesDoNotRunIntoEachOther() {
    Vary vary = vary("x-a, x-b");

    assertThat(vary.variant(FieldList.of("x-a", "1", "x-b", "2, 3")))
        .isNotEqualTo(vary.variant(FieldList.of("x-a", "1, 2", "x-b", "3")));
  }
}
