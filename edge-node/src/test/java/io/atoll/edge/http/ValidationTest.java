package io.atoll.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ValidationTest {
  private static final long NOW = 1_764_000_000_000L;
  private static final String CHANGED = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final String LATER = "Sun, 06 Nov 1994 08:49:38 GMT";
  private static final String EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT";
  private static final FieldList STORED =
      FieldList.of(
          "etag",
          "\"a\"",
          "last-modified",
          CHANGED,
          "content-type",
          "text/html",
          "x-a",
          "1",
          "age",
          "5",
          "date",
          "Sun, 06 Nov 1994 09:49:37 GMT");

  private static boolean notModified(String... request) {
    return Precondition.isNotModified(FieldList.of(request), STORED, NOW);
  }

  @Test
  void aTagTheClientHasMakesIt304() {
    assertThat(notModified("if-none-match", "\"b\", W/\"a\"")).isTrue();
    assertThat(notModified("if-none-match", "*")).isTrue();
    assertThat(notModified("if-none-match", "\"b\"")).isFalse();
    assertThat(notModified("if-none-match", "a")).isFalse();
    assertThat(
            Precondition.isNotModified(
                FieldList.of("if-none-match", "\"a\""), FieldList.of("etag", "W/\"a\""), NOW))
        .isTrue();
  }

  @Test
  void theDateCountsOnlyWithoutTag() {
    assertThat(notModified("if-modified-since", CHANGED)).isTrue();
    assertThat(notModified("if-modified-since", LATER)).isTrue();
    assertThat(notModified("if-modified-since", EARLIER)).isFalse();
    assertThat(notModified("if-modified-since", "yesterday")).isFalse();
    assertThat(notModified("if-none-match", "\"b\"", "if-modified-since", LATER)).isFalse();
  }

  @Test
  void aStoredAnswerIsAskedAboutByAllItsValidators() {
    assertThat(Revalidation.conditions(STORED))
        .containsExactly(
            new Field("if-none-match", "\"a\""), new Field("if-modified-since", CHANGED));
    assertThat(Revalidation.conditions(FieldList.EMPTY)).isEmpty();
  }

  @Test
  void a304OfAnotherAnswerConfirmsNothing() {
    assertThat(Revalidation.confirms(FieldList.of("etag", "W/\"a\""), STORED)).isTrue();
    assertThat(Revalidation.confirms(FieldList.of("etag", "\"b\""), STORED)).isFalse();
    assertThat(Revalidation.confirms(FieldList.of("last-modified", LATER), STORED)).isFalse();
    assertThat(Revalidation.confirms(FieldList.EMPTY, STORED)).isTrue();
  }

  @Test
  void a304UpdatesFieldsButNotThoseOfTheContent() {
    FieldList updated =
        Revalidation.updated(
            STORED,
            FieldList.of(
                "x-a",
                "2",
                "x-a",
                "3",
                "x-b",
                "4",
                "content-type",
                "text/plain",
                "content-length",
                "0",
                "connection",
                "x-hop",
                "x-hop",
                "1"));

    assertThat(updated.lines("x-a")).containsExactly("2", "3");
    assertThat(updated.first("x-b")).isEqualTo("4");
    assertThat(updated.first("content-type")).isEqualTo("text/html");
    assertThat(updated.has("content-length")).isFalse();
    assertThat(updated.has("x-hop")).isFalse();
    assertThat(updated.has("age")).isFalse();
    assertThat(updated.first("etag")).isEqualTo("\"a\"");
  }

  @Test
  void aPartIsGivenOnlyOfWhatTheClientHasAPartOf() {
    assertThat(Precondition.allowsRange(FieldList.EMPTY, STORED)).isTrue();
    assertThat(Precondition.allowsRange(FieldList.of("if-range", "\"a\""), STORED)).isTrue();
    assertThat(Precondition.allowsRange(FieldList.of("if-range", CHANGED), STORED)).isTrue();
    for (String other : new String[] {"\"b\"", "W/\"a\"", LATER, "x", ""}) {
      assertThat(Precondition.allowsRange(FieldList.of("if-range", other), STORED))
          .as(other)
          .isFalse();
    }
  }

  @Test
  void aDateWithinAMinuteOfTheAnswerIsTooWeakForParts() {
    FieldList justChanged = FieldList.of("last-modified", CHANGED, "date", LATER);

    assertThat(Precondition.allowsRange(FieldList.of("if-range", CHANGED), justChanged)).isFalse();
  }
}
