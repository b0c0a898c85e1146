package io.atoll.replication.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.MissingRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealDecisionTest {
  private static final RegionId WEST = RegionId.of("eu-west");
  private static final RegionId ASIA = RegionId.of("ap-northeast");
  private static final IncarnationId ASIAN = new IncarnationId(ASIA, "life-1");
  private static final Holdings NOTHING = new Holdings(Map.of());
  private static final Holdings MIRROR = NOTHING.withLog(ASIAN, 1, 7);

  @Test
  void aRegionBeginsAnewIfAllOthersAnswerAndSomebodyHasEveryCopyThatItWouldForget() {
    assertThat(
            HealDecision.of(MIRROR, Map.of(WEST, Optional.of(NOTHING), ASIA, Optional.of(MIRROR))))
        .isEqualTo(new HealDecision.Reseed());
  }

  @Test
  void itWaitsForThoseWhoDoNotAnswer() {
    assertThat(HealDecision.of(MIRROR, Map.of(WEST, Optional.empty(), ASIA, Optional.of(MIRROR))))
        .isEqualTo(new HealDecision.Wait("no answer from [eu-west]"));
    assertThat(HealDecision.of(NOTHING, Map.of()))
        .isEqualTo(new HealDecision.Wait("there is no other region to be filled from"));
  }

  @Test
  void itWaitsWhileNobodyElseHasAsMuchOfALogAsItHas() {
    Holdings less = NOTHING.withLog(ASIAN, 1, 6).withLog(ASIAN, 0, 9);
    assertThat(HealDecision.of(MIRROR, Map.of(WEST, Optional.of(less), ASIA, Optional.of(NOTHING))))
        .isEqualTo(
            new HealDecision.Wait(
                "what precedes offset 7 of partition 1 of ap-northeast~life-1 is mirrored here and nowhere else yet"));
  }

  @Test
  void whatNobodyElseHasIsWhatFollowsTheHighestOfTheOthers() {
    Holdings four = NOTHING.withLog(ASIAN, 1, 4);
    Holdings two = NOTHING.withLog(ASIAN, 1, 2);
    assertThat(MIRROR.beyond(List.of(two, four))).containsExactly(new MissingRange(1, ASIAN, 4, 7));
    assertThat(MIRROR.beyond(List.of(NOTHING, MIRROR))).isEmpty();
  }
}
