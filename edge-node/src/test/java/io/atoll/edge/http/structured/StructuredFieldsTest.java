package io.atoll.edge.http.structured;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.http.structured.Member.InnerList;
import io.atoll.edge.http.structured.Member.Item;
import io.atoll.testkit.property.Property;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StructuredFieldsTest {
  private static @Nullable Member only(String text) {
    return Dictionary.parse(List.of("a=" + text)).orElseThrow().members().get("a");
  }

  private static Item item(BareItem value) {
    return new Item(value, Map.of());
  }

  @Test
  void everyTypeIsRead() {
    assertThat(only("-12")).isEqualTo(item(new BareItem.Whole(-12)));
    assertThat(only("1.250")).isEqualTo(item(new BareItem.Decimal(new BigDecimal("1.250"))));
    assertThat(only("\"a\\\"b\\\\\"")).isEqualTo(item(new BareItem.Text("a\"b\\")));
    assertThat(only("*foo/bar:1")).isEqualTo(item(new BareItem.Token("*foo/bar:1")));
    assertThat(only(":aGk=:")).isEqualTo(item(new BareItem.Binary("aGk=")));
    assertThat(only("?0")).isEqualTo(item(new BareItem.Bool(false)));
    assertThat(only("@1659578233")).isEqualTo(item(new BareItem.Date(1_659_578_233)));
    assertThat(only("%\"f%c3%bc\"")).isEqualTo(item(new BareItem.Display("fü")));
    assertThat(only("(1 2);q"))
        .isEqualTo(
            new InnerList(
                List.of(item(new BareItem.Whole(1)), item(new BareItem.Whole(2))),
                Map.of("q", new BareItem.Bool(true))));
  }

  @Test
  void aMemberWithoutValueIsTrueAndTheLastOfAKeyCounts() {
    Map<String, Member> members =
        Dictionary.parse(List.of("a;x=1, b=1", "b=2")).orElseThrow().members();

    assertThat(members)
        .containsEntry("a", new Item(new BareItem.Bool(true), Map.of("x", new BareItem.Whole(1))))
        .containsEntry("b", item(new BareItem.Whole(2)));
  }

  @Test
  void anEmptyFieldHasNoMembers() {
    assertThat(Dictionary.parse(List.of("  ")).orElseThrow().members()).isEmpty();
    assertThat(MemberList.parse(List.of()).orElseThrow().members()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1,",
        "a=1,,b=2",
        "A=1",
        "a=",
        "a =1",
        "a= 1",
        "a=1 b=2",
        "a=\"x",
        "a=\"\\x\"",
        "a='1'",
        "a=1.",
        "a=1.2345",
        "a=1234567890123456",
        "a=1234567890123.1",
        "a=-",
        "a=?2",
        "a=:a:",
        "a=:aGk=",
        "a=(1,2)",
        "a=(1",
        "a=@1.5",
        "a=%\"%FF\"",
        "a=%\"%ff\"",
        "a=\"ü\"",
        "a=\u212Aey",
        "a;=1",
        "1a=1",
        "a=1;",
        "\ta=1"
      })
  void aFaultAnywhereVoidsTheField(String text) {
    assertThat(Dictionary.parse(List.of(text))).isEmpty();
  }

  @Test
  void noTextBreaksTheParser() {
    String alphabet = "ab*=,;:?@%()\"\\ \t01.-Aü";
    Property.forAll(
        1,
        5_000,
        random -> {
          StringBuilder text = new StringBuilder();
          int length = random.nextInt(16);
          for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
          }
          // Whatever it is, it is either read or refused.
          assertThat(Dictionary.parse(List.of(text.toString()))).isNotNull();
          assertThat(MemberList.parse(List.of(text.toString()))).isNotNull();
        });
  }
}
