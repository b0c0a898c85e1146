package io.atoll.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private final Simulation simulation = new Simulation(7);
  private final Network<Integer> network = new Network<>(simulation, LinkConditions.PERFECT);
  private final List<Integer> received = new ArrayList<>();
  private final SimulatedProcess b =
      new SimulatedProcess(
          simulation, "b", me -> network.attach(me, (from, message) -> received.add(message)));

  @BeforeEach
  void start() {
    b.start();
  }

  private void send(int count) {
    IntStream.range(0, count).forEach(i -> network.send("a", "b", i));
    simulation.runFor(Duration.ofSeconds(10));
  }

  private static LinkConditions wild(double loss, double duplication, boolean inOrder) {
    return new LinkConditions(
        Duration.ofMillis(1), Duration.ofMillis(100), loss, duplication, inOrder);
  }

  @Test
  void losesItsShare() {
    network.usual(wild(0.3, 0, false));
    send(1_000);
    assertThat(received.size()).isBetween(620, 780);
  }

  @Test
  void doublesItsShare() {
    network.usual(wild(0, 0.3, false));
    send(1_000);
    assertThat(received.size()).isBetween(1_220, 1_380);
    assertThat(received.stream().distinct()).hasSize(1_000);
  }

  @Test
  void reordersUnlessTheLinkKeepsOrder() {
    network.usual(wild(0, 0, false));
    send(100);
    assertThat(received).hasSize(100).isNotEqualTo(inOrder(100));
    received.clear();
    network.conditions("a", "b", wild(0, 0, true));
    send(100);
    assertThat(received).isEqualTo(inOrder(100));
  }

  private static List<Integer> inOrder(int count) {
    return IntStream.range(0, count).boxed().sorted(Comparator.naturalOrder()).toList();
  }

  @Test
  void aCutStopsOneDirectionAndWhatIsUnderWay() {
    List<Integer> atA = new ArrayList<>();
    new SimulatedProcess(
            simulation, "a", me -> network.attach(me, (from, message) -> atA.add(message)))
        .start();
    network.send("a", "b", 1);
    network.cut("a", "b");
    network.send("a", "b", 2);
    network.send("b", "a", 3);
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(received).isEmpty();
    assertThat(atA).containsExactly(3);

    network.restore("a", "b");
    network.send("a", "b", 4);
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(received).containsExactly(4);
  }

  @Test
  void aPartitionStopsBothDirectionsUntilRestored() {
    network.partition("a", "b");
    send(1);
    assertThat(received).isEmpty();
    network.restoreAll();
    send(1);
    assertThat(received).containsExactly(0);
  }

  @Test
  void aCrashedProcessReceivesNothingAndItsNextLifeDoes() {
    network.send("a", "b", 1);
    b.crash();
    simulation.runFor(Duration.ofSeconds(1));
    b.start();
    network.send("a", "b", 2);
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(received).containsExactly(2);
    assertThat(b.life()).isEqualTo(2);
  }

  @Test
  void timersOfAFormerLifeNeverFire() {
    List<Integer> fired = new ArrayList<>();
    b.after(Duration.ofMillis(5), "tick", () -> fired.add(b.life()));
    b.crash();
    b.start();
    b.after(Duration.ofMillis(5), "tick", () -> fired.add(b.life()));
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(fired).containsExactly(2);
  }
}
