package io.atoll.replication.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.replication.log.UnreadableException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoverageCodecTest {
  private static final Coverage COVERAGE =
      new Coverage(
          Watermark.ZERO.advance(IncarnationId.parse("a~1"), 300), Map.of("log", 5L, "mir", 300L));

  @Test
  void theBytesOfVersionOneNeverChange() {
    assertThat(HexFormat.of().formatHex(CoverageCodec.encode(COVERAGE)))
        .isEqualTo("01" + "08" + "010103617e31ac02" + "02" + "036c6f6705" + "036d6972ac02");
    assertThat(CoverageCodec.decode(CoverageCodec.encode(COVERAGE))).isEqualTo(COVERAGE);
  }

  @Test
  void anotherVersionIsRefused() {
    assertThatThrownBy(() -> CoverageCodec.decode(new byte[] {2}))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("version 2");
  }
}
