package io.atoll.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EntityTagsTest {
  private static final String TAG = "\"us-east~a/1/2\"";

  @Test
  void aListMatchesIfAnyTagDoes() {
    for (String field :
        List.of(TAG, " " + TAG, "\"a\"," + TAG, "\"a\" , W/\"b\",, " + TAG + " ", "*", " * ")) {
      assertThat(EntityTags.matchWeakly(List.of(field), TAG)).as(field).isTrue();
    }
    assertThat(EntityTags.matchWeakly(List.of("\"a\"", TAG), TAG)).isTrue();
  }

  @Test
  void aTagWithinAnotherDoesNotMatch() {
    for (String field :
        List.of("", ",", "us-east~a/1/2", "\"us-east~a/1/2", "\"\"", "\"x, " + TAG, "\"a\"*")) {
      assertThat(EntityTags.matchWeakly(List.of(field), TAG)).as(field).isFalse();
    }
    assertThat(EntityTags.matchWeakly(List.of(), TAG)).isFalse();
  }

  @Test
  void weaknessCountsInStrongComparisonOnly() {
    List<String> weak = List.of("W/" + TAG);

    assertThat(EntityTags.matchWeakly(weak, TAG)).isTrue();
    assertThat(EntityTags.matchStrongly(weak, TAG)).isFalse();
    assertThat(EntityTags.matchStrongly(List.of(TAG), TAG)).isTrue();
  }
}
