package io.atoll.controller.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.controller.health.Condition;
import io.atoll.controller.health.HealthBoard;
import io.atoll.controller.health.RegionHealth;
import io.atoll.controller.intent.Drain;
import io.atoll.controller.intent.Expulsion;
import io.atoll.controller.intent.Intent;
import io.atoll.controller.intent.IntentCommand;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridTimestamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BrakeTest {
  private static final RegionId A = RegionId.of("a");
  private static final RegionId B = RegionId.of("b");
  private static final List<Site> SITES = List.of(site(A), site(B));

  @Test
  void oneRegionDownIsBelieved() {
    Brake.Braked first = Brake.START.plan(SITES, Intent.EMPTY, board(true, true));
    Brake.Braked second = first.brake().plan(SITES, Intent.EMPTY, board(true, false));
    assertThat(states(second.plan())).isEqualTo(Map.of(A, RegionState.UP, B, RegionState.DOWN));
    assertThat(second.brake().engaged()).isFalse();
  }

  @Test
  void allDownAtOnceKeepsTheLastGood() {
    Brake.Braked first = Brake.START.plan(SITES, Intent.EMPTY, board(true, true));
    Brake.Braked second = first.brake().plan(SITES, Intent.EMPTY, board(false, false));
    assertThat(second.plan()).isEqualTo(first.plan());
    assertThat(second.brake().engaged()).isTrue();
    Brake.Braked third = second.brake().plan(SITES, Intent.EMPTY, board(false, true));
    assertThat(states(third.plan())).isEqualTo(Map.of(A, RegionState.DOWN, B, RegionState.UP));
    assertThat(third.brake().engaged()).isFalse();
  }

  @Test
  void lastOneDownStaysTheAnswer() {
    Brake.Braked first = Brake.START.plan(SITES, Intent.EMPTY, board(true, false));
    Brake.Braked second = first.brake().plan(SITES, Intent.EMPTY, board(false, false));
    assertThat(states(second.plan())).containsEntry(A, RegionState.UP);
  }

  @Test
  void whatOperatorsDrainStaysDrained() {
    Intent drained = drain(A);
    Brake.Braked first = Brake.START.plan(SITES, drained, board(true, true));
    Brake.Braked second = first.brake().plan(SITES, drained, board(true, false));
    assertThat(states(second.plan())).isEqualTo(Map.of(A, RegionState.DRAINED, B, RegionState.UP));
    assertThat(second.brake().engaged()).isTrue();
  }

  @Test
  void nothingIsKeptThatNeverWas() {
    Brake.Braked first = Brake.START.plan(SITES, Intent.EMPTY, board(false, false));
    assertThat(first.plan().serving()).isZero();
    assertThat(first.brake().engaged()).isFalse();
  }

  @Test
  void drainSaysWhoAndWhy() {
    TablePlan plan = TablePlan.of(SITES, drain(A), board(true, true));
    assertThat(plan.regions().values().iterator().next().reason())
        .isEqualTo("drained by operator: upgrade");
  }

  @Test
  void anExpelledRegionIsOutWhateverItsHealthAndTheTableCarriesWhatEnded() {
    IncarnationId life = new IncarnationId(A, "kq3XbW0qQ7");
    Intent drained = drain(A);
    Intent expelled =
        drained
            .apply(
                new IntentCommand.ExpelRegion(
                    A,
                    new Expulsion("away too long", "operator", 0),
                    new TreeSet<>(Set.of(life)),
                    drained.version()))
            .intent();
    TablePlan plan = TablePlan.of(SITES, expelled, board(true, true));
    assertThat(states(plan)).isEqualTo(Map.of(A, RegionState.EXPELLED, B, RegionState.UP));
    assertThat(plan.regions().values().iterator().next().reason())
        .isEqualTo("expelled by operator: away too long");
    assertThat(plan.at(new HybridTimestamp(1)).ended()).containsExactly(life);
    assertThat(plan.at(new HybridTimestamp(1)).expelled()).containsExactly(A);
    assertThat(plan.isPlanOf(plan.at(new HybridTimestamp(2)))).isTrue();
    assertThat(
            plan.isPlanOf(
                new RoutingTable(new HybridTimestamp(2), plan.regions(), plan.namespaces())))
        .isFalse();

    Brake.Braked alone = Brake.START.plan(SITES, expelled, board(true, true));
    assertThat(alone.brake().plan(SITES, expelled, board(true, false)).brake().engaged()).isTrue();
    assertThat(states(alone.brake().plan(SITES, expelled, board(true, false)).plan()))
        .containsEntry(A, RegionState.EXPELLED);
  }

  private static Intent drain(RegionId region) {
    return Intent.EMPTY
        .apply(
            new IntentCommand.DrainRegion(
                region, new Drain("upgrade", "operator", 0), Intent.EMPTY.version()))
        .intent();
  }

  private static Map<RegionId, RegionState> states(TablePlan plan) {
    SortedMap<RegionId, RegionState> states = new TreeMap<>();
    plan.regions().forEach((id, entry) -> states.put(id, entry.state()));
    return states;
  }

  private static HealthBoard board(boolean a, boolean b) {
    return new HealthBoard(new TreeMap<>(Map.of(A, health(a), B, health(b))));
  }

  private static RegionHealth health(boolean up) {
    return new RegionHealth(
        up ? Condition.UP : Condition.DOWN,
        0,
        OptionalLong.empty(),
        Duration.ofSeconds(1),
        true,
        new TreeMap<>(Map.of("edge-1", up)),
        up ? "healthy" : "dead");
  }

  private static Site site(RegionId id) {
    return new Site(
        id, new Coordinates(1, 2), 100, List.of(new Site.SiteEdge("edge-1", "127.0.0.1", 8080)));
  }
}
