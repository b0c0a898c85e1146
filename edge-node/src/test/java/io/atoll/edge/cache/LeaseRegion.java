package io.atoll.edge.cache;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.Content;
import io.atoll.replication.cell.Progress;
import io.atoll.replication.view.KeyPage;
import io.atoll.replication.view.Lease;
import io.atoll.replication.view.Reading;
import io.atoll.testkit.simulation.SimulatedProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Redis and the applier: a change is made at once, and acknowledged when it may be. */
final class LeaseRegion {
  /** A change, and the version of its key that it makes. */
  private record Changed(int key, long version) {}

  private final LeaseWorld world;
  private final long[] versions = new long[LeaseWorld.KEYS_MAX];
  int keys = LeaseWorld.HOT;
  private final Map<String, Long> leaseEnds = new HashMap<>();
  private final Map<Long, Set<String>> unanswered = new HashMap<>();

  /** What each change made of its key, in order. */
  private final List<Changed> log = new ArrayList<>();

  private final Set<Integer> visible = new HashSet<>();
  private int visibleNext;
  private int runs = 1;
  private boolean adopted = true;
  private long sequence;
  private long noAcknowledgementBefore;

  LeaseRegion(LeaseWorld world) {
    this.world = world;
  }

  void start(SimulatedProcess process) {
    world.network.attach(process, this::receive);
    changeSoon();
  }

  private String run() {
    return "run-" + runs;
  }

  private long now() {
    return world.simulation.now().toNanos();
  }

  private void receive(String from, LeaseMessage message) {
    switch (message) {
      case LeaseMessage.LeaseAsk ask -> {
        if (adopted) {
          leaseEnds.put(ask.edge(), now() + LeaseWorld.LEASE.toNanos());
        }
        world.network.send(
            LeaseWorld.REDIS,
            from,
            new LeaseMessage.LeaseReply(ask.call(), adopted ? lease() : null));
      }
      case LeaseMessage.ReadAsk ask ->
          world.network.send(
              LeaseWorld.REDIS,
              from,
              new LeaseMessage.ReadReply(ask.call(), adopted ? read(ask.key()) : null));
      case LeaseMessage.KeysAsk ask ->
          world.network.send(
              LeaseWorld.REDIS, from, new LeaseMessage.KeysReply(ask.call(), page(ask.cursor())));
      case LeaseMessage.Dropped dropped -> {
        Set<String> missing = unanswered.get(dropped.sequence());
        if (missing != null && dropped.run().equals(run())) {
          missing.remove(from);
        }
      }
      default -> throw new AssertionError("expected a question, but " + message);
    }
  }

  private Lease lease() {
    return new Lease(
        run(), sequence, LeaseWorld.incarnation(), LeaseWorld.watermark(log.size()), 0);
  }

  /** From the newest key to the oldest: what is new since the scan began is not met. */
  private @Nullable KeyPage page(String cursor) {
    if (!adopted) {
      return world.bug == LeaseWorld.Bug.SCANNED_WHILE_FILLED
          ? new KeyPage(List.of(), KeyPage.START, 0, "run-" + (runs - 1))
          : null;
    }
    int end = cursor.equals(KeyPage.START) ? keys : Integer.parseInt(cursor);
    int start = Math.max(0, end - LeaseWorld.PAGE);
    List<Key> page = new ArrayList<>();
    for (int key = start; key < end; key++) {
      if (versions[key] > 0) {
        page.add(LeaseWorld.key(key));
      }
    }
    return new KeyPage(page, Integer.toString(start), keys, run());
  }

  private Reading read(int key) {
    if (versions[key] == 0) {
      return new Reading(null, sequence, Watermark.ZERO, run());
    }
    Position at = new Position(LeaseWorld.incarnation(), 0, versions[key]);
    HybridTimestamp stamp = new HybridTimestamp(versions[key] + 1);
    Content value = new Content.Value(Bytes.utf8(Long.toString(versions[key])), "text/plain", null);
    Map<IncarnationId, Progress> origins =
        Map.of(at.incarnation(), new Progress(stamp, at.offset()));
    return new Reading(Cell.register(value, at, stamp, origins), sequence, Watermark.ZERO, run());
  }

  private void changeSoon() {
    world.simulation.after(
        world.jitter(Duration.ofMillis(world.random.nextInt(10) == 0 ? 600 : 20)),
        "",
        () -> {
          if (adopted) {
            change(world.random.nextInt(4) == 0 ? keys++ : world.random.nextInt(LeaseWorld.HOT));
          }
          changeSoon();
        });
  }

  private void change(int key) {
    long version = ++versions[key];
    int offset = log.size();
    log.add(new Changed(key, version));
    long mine = ++sequence;
    String run = run();
    Set<String> holders = new HashSet<>();
    leaseEnds.forEach((edge, end) -> {
      if (end > now()) {
        holders.add(edge);
      }
    });
    world.simulation.note(
        "change %d: key %d becomes %d; told to %s".formatted(mine, key, version, holders));
    // The script's reply takes a moment; only then does the applier know whom to tell.
    world.simulation.after(
        Duration.ofNanos(world.random.nextLong(2_000_000)),
        "",
        () -> {
          unanswered.put(mine, new HashSet<>(holders));
          holders.forEach(edge ->
              world.network.send(
                  LeaseWorld.REDIS, edge, new LeaseMessage.Invalidate(run, mine, key)));
          if (world.bug == LeaseWorld.Bug.VISIBLE_TOO_EARLY) {
            visible(offset, run);
          }
          Duration wait =
              world.bug == LeaseWorld.Bug.ACKNOWLEDGED_TOO_EARLY
                  ? LeaseWorld.LEASE.dividedBy(2)
                  : LeaseWorld.LEASE;
          acknowledge(offset, mine, run, now() + wait.toNanos());
        });
  }

  private void acknowledge(int offset, long mine, String run, long deadline) {
    int key = log.get(offset).key();
    long version = log.get(offset).version();
    boolean told =
        run.equals(run()) && unanswered.getOrDefault(mine, Set.of("nobody told")).isEmpty();
    if ((told || now() >= deadline) && now() >= noAcknowledgementBefore) {
      if (run.equals(run())) {
        unanswered.remove(mine);
      }
      world.acknowledged[key] = Math.max(world.acknowledged[key], version);
      world.changesAcknowledged++;
      world.simulation.note("acknowledged: key %d is %d".formatted(key, version));
      visible(offset, run);
    } else {
      world.simulation.after(
          Duration.ofMillis(1), "", () -> acknowledge(offset, mine, run, deadline));
    }
  }

  /** Tells all edges once everything before is visible too, as the applier does. */
  private void visible(int offset, String run) {
    visible.add(offset);
    while (visible.contains(visibleNext)) {
      visibleNext++;
    }
    for (int i = 1; i <= LeaseWorld.EDGES; i++) {
      world.network.send(LeaseWorld.REDIS, "edge-" + i, new LeaseMessage.Visible(run, visibleNext));
    }
  }

  /** The version of a key that everything before this offset comes to. */
  long version(int key, long next) {
    long version = 0;
    for (Changed changed : log.subList(0, (int) next)) {
      version = changed.key() == key ? changed.version() : version;
    }
    return version;
  }

  /** Comes back empty under another run id, and is refilled and adopted a moment later. */
  void restart() {
    runs++;
    adopted = false;
    sequence = 0;
    leaseEnds.clear();
    unanswered.clear();
    int mine = runs;
    world.simulation.after(
        Duration.ofMillis(world.random.nextLong(5, 300)),
        "redis adopted",
        () -> {
          if (runs == mine) {
            adopted = true;
            if (world.bug != LeaseWorld.Bug.FORMER_LEASES_FORGOTTEN) {
              noAcknowledgementBefore = now() + LeaseWorld.LEASE.toNanos();
            }
          }
        });
  }
}
