package io.atoll.replication.simulation;

import io.atoll.core.region.RegionId;
import io.atoll.testkit.simulation.LinkConditions;
import io.atoll.testkit.simulation.Network;
import io.atoll.testkit.simulation.SimulatedProcess;
import io.atoll.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Three to five regions and a few clients, under a {@link Nemesis} for a while and then at rest.
 * Everything in it follows from the seed.
 */
final class World {
  static final int PARTITIONS = 2;
  static final int EDGES = 2;

  /** Records a broker gives a link at once. */
  static final int FETCH_RECORDS = 5;

  /** Records a broker gives an applier at once: few, so that reading ahead is common. */
  static final int POLL_RECORDS = 2;

  private static final List<String> NAMES =
      List.of("us-east", "eu-west", "ap-northeast", "sa-east", "af-south");
  private static final int CLIENTS = 7;
  private static final Duration LOAD = Duration.ofMillis(1_200);

  /** For what is under way when the load ends: every retry has had its turn. */
  private static final Duration DRAIN = Duration.ofMillis(400);

  private static final Duration REST_MAX = Duration.ofSeconds(30);

  private final Simulation simulation;
  private final Parts parts;
  private final Network<Message> network;
  private final List<Region> regions = new ArrayList<>();
  private final Ledger ledger = new Ledger(this);
  private final Invariants invariants;

  /** Not in every world: where all clocks are right, equal timestamps are more common. */
  private final boolean clocksGoWrong;

  World(long seed, Parts parts) {
    simulation = new Simulation(seed);
    this.parts = parts;
    network = new Network<>(simulation, LinkConditions.PERFECT);
    clocksGoWrong = simulation.random("clocks").nextBoolean();
    int count = simulation.random("world").nextInt(3, NAMES.size() + 1);
    NAMES.subList(0, count).forEach(name -> regions.add(new Region(RegionId.of(name))));
    regions.forEach(this::populate);
    weather(simulation.random("world").nextBoolean());
    invariants = new Invariants(this);
  }

  private void populate(Region region) {
    process(region, region.broker(), me -> new SimulatedBroker(this, region, me));
    for (int edge = 0; edge < EDGES; edge++) {
      process(region, region.edge(edge), me -> parts.edge(this, region, me));
    }
    for (Region source : regions) {
      if (source != region) {
        process(region, region.link(source.id()), me -> parts.link(this, region, source.id(), me));
      }
    }
    process(region, region.applier(), me -> parts.applier(this, region, me));
  }

  private void process(Region region, String name, SimulatedProcess.Program program) {
    SimulatedProcess process = new SimulatedProcess(simulation, name, program);
    // Up to a second off, as after a lost time server.
    if (clocksGoWrong && simulation.random("clocks").nextBoolean()) {
      process.clock().offset(Duration.ofMillis(simulation.random("clocks").nextInt(-1_000, 1_000)));
    }
    region.processes().add(process);
  }

  /** The whole story: load under faults, rest, then everything once more from disk. */
  World run() {
    regions.forEach(region -> region.processes().forEach(SimulatedProcess::start));
    for (int client = 0; client < CLIENTS; client++) {
      new SimulatedProcess(simulation, client(client), me -> new SimulatedClient(this, me)).start();
    }
    Nemesis nemesis = new Nemesis(this);
    simulation.runFor(LOAD);
    nemesis.heal();
    rest("after the faults");
    simulation.note("everything starts again from its disk");
    for (Region region : regions) {
      region.processes().forEach(SimulatedProcess::crash);
      region.processes().forEach(SimulatedProcess::start);
    }
    rest("after a restart of everything");
    return this;
  }

  private static String client(int number) {
    return "client-" + number;
  }

  private void rest(String when) {
    simulation.runFor(DRAIN);
    simulation.runUntil(
        "every region has applied every log, " + when, REST_MAX, invariants::everythingIsApplied);
    invariants.checkAtRest();
  }

  boolean clocksGoWrong() {
    return clocksGoWrong;
  }

  boolean loadIsOver() {
    return simulation.now().compareTo(LOAD) >= 0;
  }

  Simulation simulation() {
    return simulation;
  }

  Parts parts() {
    return parts;
  }

  Network<Message> network() {
    return network;
  }

  List<Region> regions() {
    return regions;
  }

  Region region(RegionId id) {
    return regions.stream().filter(region -> region.id().equals(id)).findFirst().orElseThrow();
  }

  Ledger ledger() {
    return ledger;
  }

  Duration between(String stream, Duration min, Duration max) {
    return Duration.ofNanos(simulation.random(stream).nextLong(min.toNanos(), max.toNanos() + 1));
  }

  /** Fine: fast and in order. Rough: slow, lossy, doubling, reordering; everywhere. */
  void weather(boolean rough) {
    simulation.note(rough ? "rough weather" : "fine weather");
    double bad = rough ? 0.05 : 0;
    Duration localMin = Duration.ofNanos(50_000);
    Duration localMax = Duration.ofMillis(rough ? 6 : 1);
    network.usual(new LinkConditions(localMin, localMax, bad, bad, !rough));
    // A request may be lost with its connection, but TCP never doubles it; a user who repeats a
    // write
    // without an idempotency key has written twice.
    LinkConditions http = new LinkConditions(localMin, localMax, bad, 0, !rough);
    for (Region region : regions) {
      for (int edge = 0; edge < EDGES; edge++) {
        for (int client = 0; client < CLIENTS; client++) {
          network.conditions(client(client), region.edge(edge), http);
          network.conditions(region.edge(edge), client(client), http);
        }
      }
    }
    LinkConditions wan =
        new LinkConditions(
            Duration.ofMillis(20), Duration.ofMillis(rough ? 90 : 40), bad, bad, !rough);
    for (Region here : regions) {
      for (Region there : regions) {
        if (here != there) {
          network.conditions(here.link(there.id()), there.broker(), wan);
          network.conditions(there.broker(), here.link(there.id()), wan);
        }
      }
    }
  }

  /** Cuts everything that goes from one region to another. */
  void cut(Region from, Region to) {
    network.cut(from.link(to.id()), to.broker());
    network.cut(from.broker(), to.link(from.id()));
  }

  void restore(Region from, Region to) {
    network.restore(from.link(to.id()), to.broker());
    network.restore(from.broker(), to.link(from.id()));
  }
}
