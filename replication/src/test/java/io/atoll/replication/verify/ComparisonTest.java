package io.atoll.replication.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final IncarnationId LOG = new IncarnationId(RegionId.of("us-east"), "life");

  private static Look look(long applied, Map<String, String> digests) {
    return new Look(Watermark.ZERO.advance(LOG, applied), digests);
  }

  @Test
  void aDifferenceThatReplicationEndsIsNotOne() {
    List<Look> earlier = List.of(look(5, Map.of("a/k", "new")), look(4, Map.of("a/k", "old")));
    List<Look> later = List.of(look(5, Map.of("a/k", "new")), look(5, Map.of("a/k", "new")));
    assertThat(Comparison.differing(earlier)).containsExactly("a/k");
    assertThat(Comparison.isConclusive(earlier, later)).isTrue();
    assertThat(Comparison.confirmed(earlier, later)).isEmpty();
  }

  @Test
  void nothingIsConcludedWhileARegionLacksWhatAnotherHadApplied() {
    List<Look> earlier = List.of(look(5, Map.of("a/k", "new")), look(4, Map.of("a/k", "old")));
    assertThat(Comparison.isConclusive(earlier, earlier)).isFalse();
  }

  @Test
  void aCellThatChangesFromLookToLookIsLeftForTheNext() {
    List<Look> earlier = List.of(look(5, Map.of("a/k", "1")), look(5, Map.of("a/k", "2")));
    List<Look> later = List.of(look(7, Map.of("a/k", "3")), look(7, Map.of("a/k", "2")));
    assertThat(Comparison.confirmed(earlier, later)).isEmpty();
  }

  @Test
  void aDifferenceThatStaysIsNamedAndSoIsAMissingCell() {
    Look good = look(5, Map.of("a/k", "1", "a/l", "2", "a/m", "3"));
    Look bad = look(5, Map.of("a/k", "9", "a/m", "3"));
    List<Look> looks = List.of(good, bad, good);
    assertThat(Comparison.confirmed(looks, looks)).containsExactly("a/k", "a/l");
    assertThat(Comparison.minority(looks, "a/k")).containsExactly(1);
    assertThat(Comparison.minority(looks, "a/l")).containsExactly(1);
    assertThat(Comparison.minority(List.of(good, bad), "a/k")).containsExactly(0, 1);
  }

  @Test
  void rangesDependOnWhatIsInThemAndOnNothingElse() {
    Ranges one = new Ranges();
    Ranges other = new Ranges();
    for (int i = 0; i < 500; i++) {
      one.add("a/" + i, new byte[] {(byte) i, 1});
      other.add("a/" + (499 - i), new byte[] {(byte) (499 - i), 1});
    }
    other.add("a/7", new byte[] {7, 1});
    for (int range = 0; range < Ranges.COUNT; range++) {
      assertThat(one.cells(range)).as("range %d", range).isNotEmpty();
      assertThat(one.digest(range)).isEqualTo(other.digest(range));
    }
    other.add("a/7", new byte[] {8, 1});
    assertThat(one.digest(Ranges.of("a/7"))).isNotEqualTo(other.digest(Ranges.of("a/7")));
  }
}
