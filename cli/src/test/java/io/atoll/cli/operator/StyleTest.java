package io.atoll.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StyleTest {
  private static final JsonObject LINKS =
      new JsonObject(
          """
          {"links": [{"from": "a", "to": "b", "delayMillis": 38, "cut": true, "cutUntil": "soon"},
                     {"from": "b", "to": "a", "delayMillis": 7, "cut": false}]}
          """);

  @Test
  void coloursChangeNothingButColours() {
    List<String> plain = WanCommand.lines(LINKS, new Style(false));
    List<String> coloured = WanCommand.lines(LINKS, new Style(true));

    assertThat(coloured).anyMatch(line -> line.contains("\u001b[31mcut\u001b[0m"));
    assertThat(
            coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "").stripTrailing()))
        .containsExactlyElementsOf(plain);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0ms",
    "999, 999ms",
    "1234, 1.2s",
    "59999, 59s",
    "200000, 3m 20s",
    "3600000, 1h 0m",
    "604800000, 7d 0h"
  })
  void durationsAreShort(long millis, String text) {
    assertThat(Durations.text(millis)).isEqualTo(text);
  }
}
