package io.atoll.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Kind;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntryTest {
  private static final String ODD = "a \"b\"\\\n/é\u2028";
  private static final Instant LATER = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void everyEntryIsOneLineThatReadsAsItWas() {
    Map<Entry, Kind> entries =
        Map.of(
            new Entry.Header("x", "profiles", Kind.REGISTER), Kind.REGISTER,
            new Entry.Register(ODD, Bytes.utf8(ODD), "text/plain", LATER), Kind.REGISTER,
            new Entry.Register(ODD, Bytes.wrap(new byte[] {0, -1, -128}), "a/b", null),
                Kind.REGISTER,
            new Entry.Register(ODD, Bytes.EMPTY, "a/b", null), Kind.REGISTER,
            new Entry.Counter(ODD, -5), Kind.COUNTER,
            new Entry.Member(ODD, ODD), Kind.SET,
            new Entry.Score(ODD, ODD, Long.MIN_VALUE), Kind.LEADERBOARD,
            new Entry.Document(ODD, "{\"a\":1.50}", LATER), Kind.DOCUMENT,
            new Entry.End(7), Kind.SET);

    assertThat(entries)
        .allSatisfy((entry, kind) -> {
          assertThat(entry.line()).doesNotContain("\n");
          assertThat(Entry.parse(entry.line(), kind)).isEqualTo(entry);
        });
  }

  @Test
  void whatIsNoEntrySaysWhatIsWrong() {
    assertRefused("{\"name\":\"a\",\"value\":1}", null, "\"atoll-export\" first");
    assertRefused("{\"name\":\"a\"}", Kind.COUNTER, "no number \"value\"");
    assertRefused("{\"name\":\"a\",\"value\":1.5}", Kind.COUNTER, "1.5");
    assertRefused("{\"atoll-export\":2}", null, "format 2 is not known");
    assertRefused("{\"name\":\"a\"", Kind.SET, "");
  }

  private static void assertRefused(String line, @Nullable Kind kind, String message) {
    assertThatThrownBy(() -> Entry.parse(line, kind))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
