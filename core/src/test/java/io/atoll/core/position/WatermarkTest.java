package io.atoll.core.position;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.RegionId;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class WatermarkTest {
  private static final IncarnationId A = IncarnationId.parse("a~1");
  private static final IncarnationId B = IncarnationId.parse("b~1");

  @Test
  void coversWhatIsBeforeTheNextOffset() {
    Watermark watermark = Watermark.ZERO.advance(A, 5);
    assertThat(watermark.covers(new Position(A, 0, 4))).isTrue();
    assertThat(watermark.covers(new Position(A, 0, 5))).isFalse();
    assertThat(watermark.covers(new Position(B, 0, 0))).isFalse();
  }

  @Test
  void neverMovesBack() {
    assertThat(Watermark.ZERO.advance(A, 5).advance(A, 3).next(A)).isEqualTo(5);
  }

  @Test
  void anIncarnationAtZeroIsNotNamed() {
    assertThat(new Watermark(Map.of(A, 0L))).isEqualTo(Watermark.ZERO);
  }

  @RepeatedTest(50)
  void mergeIsALeastUpperBound(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    Watermark x = any(random);
    Watermark y = any(random);
    Watermark z = any(random);
    assertThat(x.merge(y)).as("commutative, seed %d", seed).isEqualTo(y.merge(x));
    assertThat(x.merge(y).merge(z)).as("associative, seed %d", seed).isEqualTo(x.merge(y.merge(z)));
    assertThat(x.merge(x)).as("idempotent, seed %d", seed).isEqualTo(x);
    assertThat(x.merge(y).covers(x) && x.merge(y).covers(y))
        .as("upper bound, seed %d", seed)
        .isTrue();
    if (z.covers(x) && z.covers(y)) {
      assertThat(z.covers(x.merge(y))).as("least, seed %d", seed).isTrue();
    }
  }

  private static Watermark any(Random random) {
    Map<IncarnationId, Long> offsets = new TreeMap<>();
    for (String region : new String[] {"a", "b", "c"}) {
      offsets.put(new IncarnationId(RegionId.of(region), "1"), (long) random.nextInt(4));
    }
    return new Watermark(offsets);
  }
}
