package io.atoll.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private final Simulation simulation = new Simulation(42);

  @Test
  void eventsHappenInTheOrderOfTimeAndThenOfAsking() {
    List<String> order = new ArrayList<>();
    simulation.after(Duration.ofMillis(2), "late", () -> order.add("late"));
    simulation.after(Duration.ofMillis(1), "first", () -> order.add("first"));
    simulation.after(Duration.ofMillis(1), "second", () -> order.add("second"));
    simulation.runFor(Duration.ofMillis(1));
    assertThat(order).containsExactly("first", "second");
    simulation.runFor(Duration.ofMillis(1));
    assertThat(order).containsExactly("first", "second", "late");
    assertThat(simulation.now()).isEqualTo(Duration.ofMillis(2));
  }

  @Test
  void aBrokenInvariantNamesTheSeedTheEventAndTheWayBack() {
    AtomicInteger count = new AtomicInteger();
    simulation.invariant(
        "at most two", () -> count.get() > 2 ? Optional.of("count is " + count) : Optional.empty());
    for (int i = 1; i <= 5; i++) {
      simulation.after(Duration.ofMillis(i), "increment " + i, count::incrementAndGet);
    }
    SimulationFailure failure =
        catchThrowableOfType(
            SimulationFailure.class, () -> simulation.runFor(Duration.ofSeconds(1)));
    assertThat(failure)
        .hasMessageContaining("seed 42: after 3 events: invariant 'at most two' is broken")
        .hasMessageContaining("count is 3")
        .hasMessageContaining("-Datoll.seed=42")
        .hasMessageContaining("increment 3")
        .hasMessageNotContaining("increment 4");
  }

  @Test
  void whatAnEventThrowsIsTheCauseOfAFailureWithTheSeed() {
    simulation.after(
        Duration.ZERO,
        "boom",
        () -> {
          throw new IllegalStateException("broken");
        });
    assertThatThrownBy(() -> simulation.step())
        .hasMessageContaining("seed 42")
        .hasMessageContaining("'boom' threw")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void aGoalThatIsNotReachedIsNamed() {
    assertThatThrownBy(() -> simulation.runUntil("the moon", Duration.ofSeconds(1), () -> false))
        .hasMessageContaining("not reached within PT1S: the moon");
  }

  @Test
  void aLoopThatFeedsItselfEnds() {
    feed();
    assertThatThrownBy(() -> simulation.runFor(Duration.ofSeconds(1)))
        .hasMessageContaining("more than 1000000 events");
  }

  private void feed() {
    simulation.after(Duration.ZERO, "", this::feed);
  }

  @Test
  void oneSeedTwiceIsTheSameHistoryAndAnotherSeedIsNot() {
    for (long seed = 1; seed <= 20; seed++) {
      History history = pingPong(seed, true).history();
      assertThat(history.size()).isGreaterThan(20);
      assertThat(history.firstDifference(pingPong(seed, true).history()))
          .as("seed %d", seed)
          .isEmpty();
      assertThat(history.firstDifference(pingPong(seed + 1, true).history()))
          .as("seeds %d and %d", seed, seed + 1)
          .isPresent();
    }
  }

  @Test
  void aRetryThatWasForgottenIsFound() {
    assertThatThrownBy(
            () -> {
              for (long seed = 1; seed <= 20; seed++) {
                pingPong(seed, false);
              }
            })
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("ten pongs");
  }

  /** One process asks another ten things, one after the other, over a network that loses some. */
  private static Simulation pingPong(long seed, boolean retry) {
    Simulation simulation = new Simulation(seed);
    Network<String> network =
        new Network<>(
            simulation,
            new LinkConditions(Duration.ofMillis(1), Duration.ofMillis(20), 0.2, 0.1, false));
    List<String> pongs = new ArrayList<>();
    SimulatedProcess server =
        new SimulatedProcess(
            simulation,
            "server",
            me ->
                network.attach(
                    me, (from, message) -> network.send("server", from, "pong " + message)));
    SimulatedProcess client =
        new SimulatedProcess(
            simulation,
            "client",
            me -> {
              network.attach(
                  me,
                  (from, message) -> {
                    if (message.equals("pong " + pongs.size())) {
                      pongs.add(message);
                      ask(me, network, pongs, pongs.size(), retry);
                    }
                  });
              ask(me, network, pongs, 0, retry);
            });
    server.start();
    client.start();
    simulation.runUntil("ten pongs", Duration.ofSeconds(30), () -> pongs.size() >= 10);
    return simulation;
  }

  private static void ask(
      SimulatedProcess me, Network<String> network, List<String> pongs, int number, boolean retry) {
    if (number == pongs.size()) {
      network.send("client", "server", String.valueOf(number));
      if (retry) {
        me.after(Duration.ofMillis(50), "", () -> ask(me, network, pongs, number, true));
      }
    }
  }

  @Test
  void aStreamIsNotMovedByWhatAnotherDraws() {
    RandomGenerator load = simulation.random("load");
    long first = load.nextLong();
    long second = load.nextLong();

    Simulation again = new Simulation(42);
    assertThat(again.random("load").nextLong()).isEqualTo(first);
    again.random("network").nextLong();
    assertThat(again.random("load").nextLong()).isEqualTo(second);
    assertThat(new Simulation(42).random("network").nextLong()).isNotEqualTo(first);
  }
}
