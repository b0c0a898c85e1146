package io.atoll.replication.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.join.JoinDecision.Begin;
import io.atoll.replication.join.JoinDecision.Fill;
import io.atoll.replication.join.JoinDecision.Wait;
import io.atoll.replication.state.Coverage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class JoinDecisionTest {
  private static final RegionId EAST = RegionId.of("us-east");
  private static final RegionId WEST = RegionId.of("eu-west");
  private static final Optional<List<Coverage>> SILENT = Optional.empty();

  private static Optional<List<Coverage>> has(long... nextOffsets) {
    IncarnationId life = IncarnationId.parse("us-east~life-1");
    return Optional.of(
        Arrays.stream(nextOffsets)
            .mapToObj(next -> new Coverage(Watermark.ZERO.advance(life, next), Map.of()))
            .toList());
  }

  @Test
  void whoeverHasMostFillsItWhetherOthersAnswerOrNot() {
    assertThat(JoinDecision.of(Map.of(EAST, has(3, 4), WEST, has(5, 1)))).isEqualTo(new Fill(EAST));
    assertThat(JoinDecision.of(Map.of(EAST, has(3, 4), WEST, has(5, 3)))).isEqualTo(new Fill(WEST));
    assertThat(JoinDecision.of(Map.of(EAST, SILENT, WEST, has(0, 1)))).isEqualTo(new Fill(WEST));
  }

  @Test
  void itBeginsWithNothingOnlyWhenAllSayThatTheyHaveNothing() {
    assertThat(JoinDecision.of(Map.of(EAST, has(0, 0), WEST, has(0, 0)))).isEqualTo(new Begin());
    assertThat(JoinDecision.of(Map.of())).isEqualTo(new Begin());
    assertThat(JoinDecision.of(Map.of(EAST, has(0, 0), WEST, SILENT)))
        .isEqualTo(new Wait(new TreeSet<>(List.of(WEST))));
  }
}
