package io.atoll.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
  private static final RegionId EAST = RegionId.of("us-east");

  @Test
  void theNewerTableWinsAndATieKeepsTheOneHeld() {
    RoutingTable old = table(1);
    RoutingTable young = table(2);
    assertThat(old.newer(young)).isSameAs(young);
    assertThat(young.newer(old)).isSameAs(young);
    RoutingTable twin = table(2);
    assertThat(young.newer(twin)).isSameAs(young);
  }

  @Test
  void aRegionWithoutAHealthyEdgeServesNobody() {
    assertThat(entry(RegionState.UP, 100, true).servesUsers()).isTrue();
    assertThat(entry(RegionState.UP, 100, false).servesUsers()).isFalse();
    assertThat(entry(RegionState.UP, 0, true).servesUsers()).isFalse();
    assertThat(entry(RegionState.DRAINED, 100, true).servesUsers()).isFalse();
    assertThat(entry(RegionState.RECOVERING, 100, true).servesUsers()).isFalse();
  }

  @Test
  void anEntryUnderAnotherRegionsNameIsRefused() {
    assertThatThrownBy(() ->
            new RoutingTable(
                HybridTimestamp.ZERO,
                new TreeMap<>(Map.of(RegionId.of("eu-west"), entry(RegionState.UP, 100, true))),
                new TreeMap<>()))
        .hasMessageContaining("us-east stands under eu-west");
  }

  private static RoutingTable table(long version) {
    return new RoutingTable(new HybridTimestamp(version), new TreeMap<>(), new TreeMap<>());
  }

  private static RegionEntry entry(RegionState state, int weight, boolean edgeHealthy) {
    return new RegionEntry(
        EAST,
        new Coordinates(39, -77),
        state,
        weight,
        List.of(new EdgeEntry("edge-1", "127.0.1.1", 8080, edgeHealthy)),
        "test");
  }
}
