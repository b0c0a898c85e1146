package io.atoll.dns.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CalmTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long LATER = MINUTE.toNanos();

  private final Calm calm = Calm.start(0).follow(RoutingTable.NONE, Tables.allUp(1), 0);

  @Test
  void itIsQuietWhenNothingHasChangedForLongEnough() {
    assertThat(calm.isQuiet(LATER - 1, MINUTE)).isFalse();
    assertThat(calm.isQuiet(LATER, MINUTE)).isTrue();
  }

  @Test
  void aTableThatSaysTheSameChangesNothing() {
    assertThat(calm.follow(Tables.allUp(1), Tables.allUp(2), LATER)).isEqualTo(calm);
  }

  @Test
  void aDrainedOrLostRegionIsAChangeAndThenTheNewState() {
    for (RegionState state : List.of(RegionState.DRAINED, RegionState.DOWN)) {
      Calm after =
          calm.follow(Tables.allUp(1), Tables.with(2, Map.of(Tables.EU_WEST, state)), LATER);
      assertThat(after.isQuiet(LATER, MINUTE)).isFalse();
      assertThat(after.isQuiet(2 * LATER, MINUTE)).isTrue();
    }
  }

  @Test
  void itIsNeverQuietWhileARegionComesBackOrHasAnEdgeThatFails() {
    RoutingTable recovering = Tables.with(2, Map.of(Tables.EU_WEST, RegionState.RECOVERING));
    RoutingTable unwell =
        Tables.changed(
            2,
            Map.of(
                Tables.EU_WEST,
                region ->
                    Tables.withEdges(
                        region,
                        List.of(
                            Tables.edge(Tables.EU_WEST, 1, true),
                            Tables.edge(Tables.EU_WEST, 2, false)))));
    for (RoutingTable table : List.of(recovering, unwell)) {
      assertThat(calm.follow(Tables.allUp(1), table, 0).isQuiet(10 * LATER, MINUTE)).isFalse();
    }
  }
}
