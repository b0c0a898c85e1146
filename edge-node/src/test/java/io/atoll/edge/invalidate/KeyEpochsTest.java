package io.atoll.edge.invalidate;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.operation.Key;
import io.atoll.edge.cache.Standing;
import io.atoll.edge.invalidate.Purges.Verdict;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyEpochsTest {
  private static final Key ADA = new Key("pages", "ada/\u00e4 b+c");
  private static final Set<String> NAMED = Set.of("x", "kv:pages/ada/%C3%A4%20b+c");
  private static final int PARTITIONS = 4;
  private static final int PARTITION = ADA.partition(PARTITIONS);

  private long now = 1_000;
  private final KeyEpochs keys = new KeyEpochs(PARTITIONS, Duration.ofMillis(200), () -> now);

  private static Standing standing(long sequence) {
    long[] all = new long[PARTITIONS];
    all[PARTITION] = sequence;
    return new Standing("run", all);
  }

  @Test
  void aPageIsHeldAgainstTheKeysThatItNamesAndNoOthers() {
    keys.changed(PARTITION, 7, ADA);
    keys.visible(PARTITION, 7);

    assertThat(keys.verdict(NAMED, 1_000)).isEqualTo(Verdict.GONE);
    assertThat(keys.verdict(NAMED, 1_001)).isEqualTo(Verdict.GOOD);
    for (String other :
        new String[] {"kv:pages/bea", "kv:pages", "kv:/", "kv:pages/%", "ada", ""}) {
      assertThat(keys.verdict(Set.of(other), 5)).as(other).isEqualTo(Verdict.GOOD);
    }
  }

  @Test
  void untilEveryEdgeHasHeardOfAChangeNothingIsKept() {
    keys.changed(PARTITION, 7, ADA);
    now = 1_050;
    keys.visible(PARTITION, 6);

    // Asked for after this edge heard of it, made from what another edge may still have shown.
    assertThat(keys.verdict(NAMED, 1_050)).isEqualTo(Verdict.GONE);
    assertThat(keys.verdict(NAMED, standing(7))).isEqualTo(Verdict.GONE);

    assertThat(keys.visible(PARTITION, 7)).isTrue();
    assertThat(keys.verdict(NAMED, 1_050)).isEqualTo(Verdict.GONE);
    assertThat(keys.verdict(NAMED, 1_051)).isEqualTo(Verdict.GOOD);
    assertThat(keys.verdict(NAMED, standing(6))).isEqualTo(Verdict.GONE);
    assertThat(keys.verdict(NAMED, standing(7))).isEqualTo(Verdict.GOOD);
  }

  @Test
  void ifTheAppliersWordIsLostALeaseLengthIsWaitedFor() {
    keys.changed(PARTITION, 7, ADA);
    now = 1_199;
    assertThat(keys.tick()).isFalse();
    assertThat(keys.verdict(NAMED, 1_199)).isEqualTo(Verdict.GONE);

    now = 1_200;
    assertThat(keys.tick()).isTrue();
    assertThat(keys.verdict(NAMED, 1_200)).isEqualTo(Verdict.GONE);
    assertThat(keys.verdict(NAMED, 1_201)).isEqualTo(Verdict.GOOD);
  }

  @Test
  void aChangeThatMayHaveBeenMissedMakesPagesOfThePartitionStale() {
    keys.missed(PARTITION, 9);

    assertThat(keys.verdict(NAMED, 1_200)).isEqualTo(Verdict.STALE);
    assertThat(keys.verdict(NAMED, 1_201)).isEqualTo(Verdict.GOOD);
    assertThat(keys.verdict(NAMED, standing(8))).isEqualTo(Verdict.STALE);
    assertThat(keys.verdict(NAMED, standing(9))).isEqualTo(Verdict.GOOD);
  }

  @Test
  void anotherRedisCountsAnew() {
    keys.changed(PARTITION, 700, ADA);
    keys.visible(PARTITION, 700);
    keys.restarted(PARTITION, 3);

    assertThat(keys.verdict(NAMED, standing(2))).isEqualTo(Verdict.STALE);
    assertThat(keys.verdict(NAMED, standing(3))).isEqualTo(Verdict.GOOD);
  }
}
