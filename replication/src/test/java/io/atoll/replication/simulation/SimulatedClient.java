package io.atoll.replication.simulation;

import io.atoll.core.operation.Key;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.simulation.Message.Found;
import io.atoll.replication.simulation.Message.Read;
import io.atoll.replication.simulation.Message.Write;
import io.atoll.replication.simulation.Message.Written;
import io.atoll.testkit.property.Any;
import io.atoll.testkit.simulation.SimulatedProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A user who reads and writes, one thing at a time, and moves between regions, taking along the
 * newest timestamp of all it has seen.
 */
final class SimulatedClient {
  private static final Duration TIMEOUT = Duration.ofMillis(150);
  static final int KEYS = 5;

  /** Users act in step, so that writes in several regions get the same timestamp now and then. */
  private static final int PAUSE_MILLIS = 5;

  private static final int PAUSES_MAX = 3;

  private final World world;
  private final SimulatedProcess me;
  private final RandomGenerator random;
  private final Map<Key, Set<Long>> seen = new HashMap<>();
  private HybridTimestamp token = HybridTimestamp.ZERO;
  private Region region;

  /** The question under way, and the key it is about. */
  private long asked;

  private Key key = new Key("none", "yet");
  private long reads;

  SimulatedClient(World world, SimulatedProcess me) {
    this.world = world;
    this.me = me;
    random = world.simulation().random(me.name());
    region = Any.of(random, world.regions());
    world.network().attach(me, this::receive);
    pause();
  }

  private void pause() {
    asked = 0;
    long step = Duration.ofMillis(PAUSE_MILLIS).toNanos();
    long sinceStep = world.simulation().now().toNanos() % step;
    long pause = random.nextInt(1, PAUSES_MAX + 1) * step - sinceStep;
    me.after(Duration.ofNanos(pause), "", this::act);
  }

  private void act() {
    if (world.loadIsOver()) {
      return;
    }
    if (random.nextInt(4) == 0) {
      region = Any.of(random, world.regions());
    }
    key = Any.keyAmong(random, KEYS);
    int choice = random.nextInt(100);
    if (choice < 35) {
      asked = - ++reads;
      send(new Read(asked, key));
    } else {
      asked = world.ledger().begin(key, seen.getOrDefault(key, Set.of()));
      send(new Write(asked, key, choice < 55, token));
    }
    long question = asked;
    me.after(
        TIMEOUT,
        "",
        () -> {
          if (asked == question) {
            pause();
          }
        });
  }

  private void send(Message message) {
    String edge = region.edge(random.nextInt(World.EDGES));
    world.network().send(me.name(), edge, message);
  }

  private void receive(String from, Message message) {
    switch (message) {
      case Written written when written.id() == asked -> {
        token = HybridTimestamp.max(token, written.timestamp());
        // Saved but not visible yet: where it will stand among the others is not known yet either.
        if (written.visible()) {
          see(written.id());
        }
        pause();
      }
      case Found found when found.id() == asked -> {
        token = HybridTimestamp.max(token, found.timestamp());
        if (found.write() != null) {
          see(found.write());
        }
        pause();
      }
      case Written _, Found _ -> {}
      default -> throw new IllegalStateException("not for a client: " + message);
    }
  }

  private void see(long write) {
    seen.computeIfAbsent(key, _ -> new HashSet<>()).add(write);
  }
}
