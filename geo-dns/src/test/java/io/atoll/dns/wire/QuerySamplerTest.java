package io.atoll.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuerySamplerTest {
  private static final int QUERIES = 100_000;

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "1, 100000, 100000", "0.5, 49200, 50800", "0.01, 850, 1150"})
  void theShareThatIsAskedForIsTaken(double share, int least, int most) {
    QuerySampler sampler = new QuerySampler(share, new SplittableRandom(7));
    int taken = 0;
    for (int i = 0; i < QUERIES; i++) {
      taken += sampler.takes() ? 1 : 0;
    }
    assertThat(taken).isBetween(least, most);
  }
}
