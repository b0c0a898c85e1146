package io.atoll.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.http.FieldList;
import org.junit.jupiter.api.Test;

class CommonTextsTest {
  private final CommonTexts texts = new CommonTexts();

  @Test
  void aTextThatCameLatelyIsTheSameOne() {
    String first = texts.once(new String("content-type"));

    assertThat(texts.once(new String("content-type"))).isSameAs(first);
    for (int i = 0; i < 100_000; i++) {
      assertThat(texts.once("etag-" + i)).isEqualTo("etag-" + i);
    }
    String again = texts.once(new String("content-type"));
    assertThat(again).isEqualTo(first);
    assertThat(texts.once(new String("content-type"))).isSameAs(again);
  }

  @Test
  void fieldsStayAsTheyAre() {
    FieldList fields = FieldList.of("a", "1", "b", "x".repeat(100), "a", "2");

    assertThat(texts.once(fields)).isEqualTo(fields);
  }
}
