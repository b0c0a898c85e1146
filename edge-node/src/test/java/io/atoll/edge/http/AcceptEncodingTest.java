package io.atoll.edge.http;

import static io.atoll.edge.http.ContentCoding.BR;
import static io.atoll.edge.http.ContentCoding.GZIP;
import static io.atoll.edge.http.ContentCoding.ZSTD;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AcceptEncodingTest {
  private static @Nullable ContentCoding chosen(String... lines) {
    return AcceptEncoding.choose(List.of(lines), List.of(ZSTD, BR, GZIP));
  }

  @Test
  void theOneOfferedFirstIsTakenOfThoseWantedAlike() {
    assertThat(chosen("gzip, deflate, br, zstd")).isEqualTo(ZSTD);
    assertThat(chosen("gzip, deflate", "br")).isEqualTo(BR);
    assertThat(chosen("GZIP")).isEqualTo(GZIP);
    assertThat(chosen("x-gzip")).isEqualTo(GZIP);
  }

  @Test
  void whatIsWantedMoreIsTaken() {
    assertThat(chosen("zstd;q=0.1, br;q=0.5 , gzip ; q=0.9")).isEqualTo(GZIP);
    assertThat(chosen("gzip;q=0.001, *;q=0.5")).isEqualTo(ZSTD);
  }

  @Test
  void whatIsNotWantedIsNeverTaken() {
    assertThat(chosen()).isNull();
    assertThat(chosen("")).isNull();
    assertThat(chosen("deflate")).isNull();
    assertThat(chosen("gzip;q=0, br;q=0.000")).isNull();
    assertThat(chosen("*;q=0")).isNull();
    assertThat(chosen("identity, gzip;q=0.5")).isNull();
    assertThat(chosen("identity;q=0.5, gzip;q=0.5")).isEqualTo(GZIP);
    assertThat(chosen("*, zstd;q=0")).isEqualTo(BR);
  }

  @Test
  void aWeightThatCantBeReadIsNone() {
    assertThat(chosen("gzip;q=2")).isNull();
    assertThat(chosen("gzip;q=0.1234")).isNull();
    assertThat(chosen("gzip;level=1")).isNull();
    assertThat(chosen("gzip;q=")).isNull();
    assertThat(chosen("gzip;q=-1, br;q=0.1")).isEqualTo(BR);
  }
}
