package io.atoll.edge.cache;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.view.View;
import io.atoll.testkit.simulation.LinkConditions;
import io.atoll.testkit.simulation.Network;
import io.atoll.testkit.simulation.SimulatedProcess;
import io.atoll.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A region in a simulation: one partition of a few keys that change often, and more and more
 * others, a Redis with its applier, and edges that run the real cache. Every read of every edge is
 * checked against what was acknowledged when the read began.
 */
final class LeaseWorld {
  static final int EDGES = 2;

  /** That change often. */
  static final int HOT = 3;

  static final int KEYS_MAX = 4_000;
  static final int PAGE = 60;
  static final String REDIS = "redis";
  static final Duration LEASE = View.LEASE_MAX;
  static final Duration CALL_TIMEOUT = Duration.ofMillis(400);

  /** Mistakes that the world can be made with: each must be noticed. */
  enum Bug {
    NONE,
    /** A missing sequence number is taken for a message without keys. */
    GAPS_IGNORED,
    /** A renewal is taken whatever was changed before it. */
    GRANT_SEQUENCE_IGNORED,
    /** A load is kept although its key changed meanwhile. */
    LOADS_NOT_TAINTED,
    /** The edge believes in longer leases than Redis grants. */
    LEASE_TOO_LONG,
    /** The applier waits for half a lease only. */
    ACKNOWLEDGED_TOO_EARLY,
    /** The applier of a refilled Redis forgets the leases of the former one. */
    FORMER_LEASES_FORGOTTEN,
    /** The applier says that a watermark is visible before edges have dropped what it changed. */
    VISIBLE_TOO_EARLY,
    /** A grant's watermark counts before the changes up to its sequence number are dropped. */
    GRANT_WATERMARK_TOO_EARLY,
    /** Keys that are written while a scan goes on are not known after it. */
    SCAN_NOT_TOLD,
    /** What is known of the keys outlives the lease that it was scanned under. */
    KEYS_KNOWN_FOR_EVER,
    /** A Redis that is being filled is scanned as if it had everything. */
    SCANNED_WHILE_FILLED
  }

  final Simulation simulation;
  final Network<LeaseMessage> network;
  final Bug bug;
  final RandomGenerator random;
  final LeaseRegion region = new LeaseRegion(this);
  final long[] acknowledged = new long[KEYS_MAX];
  @Nullable String violation;
  int hits;
  int loads;
  int knownAbsent;
  int changesAcknowledged;

  LeaseWorld(Simulation simulation, LinkConditions conditions, Bug bug) {
    this.simulation = simulation;
    this.bug = bug;
    network = new Network<>(simulation, conditions);
    random = simulation.random("world");
    simulation.invariant("nobody reads stale", () -> Optional.ofNullable(violation));
    new SimulatedProcess(simulation, REDIS, region::start).start();
    for (int i = 1; i <= EDGES; i++) {
      SimulatedProcess edge =
          new SimulatedProcess(
              simulation, "edge-" + i, process -> new LeaseEdge(this, process).start());
      edge.start();
      edge.clock().drift(random.nextLong(-2_000, 2_000));
    }
  }

  /** Lets Redis restart, empty, now and then. */
  void restartRedisEvery(Duration about) {
    simulation.after(
        jitter(about),
        "redis restarts",
        () -> {
          region.restart();
          restartRedisEvery(about);
        });
  }

  Duration jitter(Duration about) {
    return Duration.ofNanos(random.nextLong(about.toNanos() / 2, about.toNanos() * 2));
  }

  static Watermark watermark(long next) {
    return Watermark.ZERO.advance(incarnation(), next);
  }

  static Key key(int index) {
    return new Key("profiles", "user-" + index);
  }

  static IncarnationId incarnation() {
    return new IncarnationId(RegionId.of("us-east"), "life");
  }
}
