package io.atoll.edge.cache;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Content;
import io.atoll.replication.cell.Progress;
import io.atoll.replication.view.KeyPage;
import io.atoll.replication.view.Lease;
import io.atoll.replication.view.Reading;
import io.atoll.replication.view.View;
import io.atoll.replication.view.ViewUnavailableException;
import io.atoll.testkit.simulation.LinkConditions;
import io.atoll.testkit.simulation.Network;
import io.atoll.testkit.simulation.SimulatedProcess;
import io.atoll.testkit.simulation.Simulation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A region in a simulation: one partition of a few keys that change often, and more and more
 * others, a Redis with its applier, and edges that run the real cache. Every read of every edge is
 * checked against what was acknowledged when the read began.
 */
final class LeaseWorld {
  private static final int EDGES = 2;

  /** That change often. */
  private static final int HOT = 3;

  private static final int KEYS_MAX = 4_000;
  private static final int PAGE = 60;
  private static final String REDIS = "redis";
  private static final Duration LEASE = View.LEASE_MAX;
  private static final Duration CALL_TIMEOUT = Duration.ofMillis(400);

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

  private sealed interface Message {
    record LeaseAsk(long call, String edge) implements Message {}

    record LeaseReply(long call, @Nullable Lease lease) implements Message {}

    record ReadAsk(long call, int key) implements Message {}

    record ReadReply(long call, @Nullable Reading reading) implements Message {}

    record KeysAsk(long call, String cursor) implements Message {}

    record KeysReply(long call, @Nullable KeyPage page) implements Message {}

    record Invalidate(String run, long sequence, int key) implements Message {}

    record Dropped(String run, long sequence) implements Message {}

    record Visible(String run, long next) implements Message {}
  }

  private final Simulation simulation;
  private final Network<Message> network;
  private final Bug bug;
  private final RandomGenerator random;
  private final Region region = new Region();
  private final long[] acknowledged = new long[KEYS_MAX];
  private @Nullable String violation;
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
          new SimulatedProcess(simulation, "edge-" + i, process -> new Edge(process).start());
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

  private Duration jitter(Duration about) {
    return Duration.ofNanos(random.nextLong(about.toNanos() / 2, about.toNanos() * 2));
  }

  private record Changed(int key, long version) {}

  private static Watermark watermark(long next) {
    return Watermark.ZERO.advance(incarnation(), next);
  }

  private static Key key(int index) {
    return new Key("profiles", "user-" + index);
  }

  private static IncarnationId incarnation() {
    return new IncarnationId(RegionId.of("us-east"), "life");
  }

  /** Redis and the applier: a change is made at once, and acknowledged when it may be. */
  private final class Region {
    private final long[] versions = new long[KEYS_MAX];
    private int keys = HOT;
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

    void start(SimulatedProcess process) {
      network.attach(process, this::receive);
      changeSoon();
    }

    private String run() {
      return "run-" + runs;
    }

    private long now() {
      return simulation.now().toNanos();
    }

    private void receive(String from, Message message) {
      switch (message) {
        case Message.LeaseAsk ask -> {
          if (adopted) {
            leaseEnds.put(ask.edge(), now() + LEASE.toNanos());
          }
          network.send(REDIS, from, new Message.LeaseReply(ask.call(), adopted ? lease() : null));
        }
        case Message.ReadAsk ask ->
            network.send(
                REDIS, from, new Message.ReadReply(ask.call(), adopted ? read(ask.key()) : null));
        case Message.KeysAsk ask ->
            network.send(REDIS, from, new Message.KeysReply(ask.call(), page(ask.cursor())));
        case Message.Dropped dropped -> {
          Set<String> missing = unanswered.get(dropped.sequence());
          if (missing != null && dropped.run().equals(run())) {
            missing.remove(from);
          }
        }
        default -> throw new AssertionError("expected a question, but " + message);
      }
    }

    private Lease lease() {
      return new Lease(run(), sequence, incarnation(), watermark(log.size()), 0);
    }

    /** From the newest key to the oldest: what is new since the scan began is not met. */
    private @Nullable KeyPage page(String cursor) {
      if (!adopted) {
        return bug == Bug.SCANNED_WHILE_FILLED
            ? new KeyPage(List.of(), KeyPage.START, 0, "run-" + (runs - 1))
            : null;
      }
      int end = cursor.equals(KeyPage.START) ? keys : Integer.parseInt(cursor);
      int start = Math.max(0, end - PAGE);
      List<Key> page = new ArrayList<>();
      for (int key = start; key < end; key++) {
        if (versions[key] > 0) {
          page.add(key(key));
        }
      }
      return new KeyPage(page, Integer.toString(start), keys, run());
    }

    private Reading read(int key) {
      if (versions[key] == 0) {
        return new Reading(null, sequence, Watermark.ZERO, run());
      }
      Position at = new Position(incarnation(), 0, versions[key]);
      HybridTimestamp stamp = new HybridTimestamp(versions[key] + 1);
      Content value =
          new Content.Value(Bytes.utf8(Long.toString(versions[key])), "text/plain", null);
      Map<IncarnationId, Progress> origins =
          Map.of(at.incarnation(), new Progress(stamp, at.offset()));
      return new Reading(Cell.register(value, at, stamp, origins), sequence, Watermark.ZERO, run());
    }

    private void changeSoon() {
      simulation.after(
          jitter(Duration.ofMillis(random.nextInt(10) == 0 ? 600 : 20)),
          "",
          () -> {
            if (adopted) {
              change(random.nextInt(4) == 0 ? keys++ : random.nextInt(HOT));
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
      simulation.note(
          "change %d: key %d becomes %d; told to %s".formatted(mine, key, version, holders));
      // The script's reply takes a moment; only then does the applier know whom to tell.
      simulation.after(
          Duration.ofNanos(random.nextLong(2_000_000)),
          "",
          () -> {
            unanswered.put(mine, new HashSet<>(holders));
            holders.forEach(
                edge -> network.send(REDIS, edge, new Message.Invalidate(run, mine, key)));
            if (bug == Bug.VISIBLE_TOO_EARLY) {
              visible(offset, run);
            }
            Duration wait = bug == Bug.ACKNOWLEDGED_TOO_EARLY ? LEASE.dividedBy(2) : LEASE;
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
        acknowledged[key] = Math.max(acknowledged[key], version);
        changesAcknowledged++;
        simulation.note("acknowledged: key %d is %d".formatted(key, version));
        visible(offset, run);
      } else {
        simulation.after(Duration.ofMillis(1), "", () -> acknowledge(offset, mine, run, deadline));
      }
    }

    /** Tells all edges once everything before is visible too, as the applier does. */
    private void visible(int offset, String run) {
      visible.add(offset);
      while (visible.contains(visibleNext)) {
        visibleNext++;
      }
      for (int i = 1; i <= EDGES; i++) {
        network.send(REDIS, "edge-" + i, new Message.Visible(run, visibleNext));
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
      simulation.after(
          Duration.ofMillis(random.nextLong(5, 300)),
          "redis adopted",
          () -> {
            if (runs == mine) {
              adopted = true;
              if (bug != Bug.FORMER_LEASES_FORGOTTEN) {
                noAcknowledgementBefore = now() + LEASE.toNanos();
              }
            }
          });
    }
  }

  /** The real cache of an edge, with calls over the simulated network. */
  private final class Edge extends LeasesOnly {
    private final SimulatedProcess process;
    private final Leases leases;
    private final ReadThrough reads;
    private final Map<Long, Promise<Lease>> leaseCalls = new HashMap<>();
    private final Map<Long, Promise<Reading>> readCalls = new HashMap<>();
    private final Map<Long, Promise<KeyPage>> pageCalls = new HashMap<>();
    private final KnownKeys known = new Known();
    private final KeyScan scan;
    private final Map<Long, Integer> loading = new HashMap<>();
    private long calls;

    Edge(SimulatedProcess process) {
      this.process = process;
      CacheMetrics metrics = new CacheMetrics(new SimpleMeterRegistry());
      L1 l1 = new L1(1 << 20, List.of(known));
      Duration length = bug == Bug.LEASE_TOO_LONG ? LEASE.multipliedBy(2) : LEASE;
      leases =
          new Leases(this, process.name(), 1, length, process.clock(), l1, metrics, (_, _) -> {});
      reads = new ReadThrough(this, l1, leases, known, () -> 0, metrics);
      scan = new KeyScan(this, leases, known, 100_000, process.clock(), metrics);
    }

    void start() {
      network.attach(process, this::receive);
      renewSoon();
      scanSoon();
      readSoon();
    }

    /** The real one, or one that is told too little. */
    private final class Known extends KnownKeys {
      Known() {
        super(1, KnownKeysConfig.DEFAULT, 0);
      }

      @Override
      public void dropped(int partition, long sequence, Key key) {
        if (bug != Bug.SCAN_NOT_TOLD || answers(partition, leases.epoch(partition))) {
          super.dropped(partition, sequence, key);
        }
      }

      @Override
      public void droppedAll(int partition, long reached, long from) {
        if (bug != Bug.KEYS_KNOWN_FOR_EVER) {
          super.droppedAll(partition, reached, from);
        }
      }

      @Override
      boolean isAbsent(int partition, long epoch, Key key) {
        for (long former = 0; bug == Bug.KEYS_KNOWN_FOR_EVER && former < epoch; former++) {
          if (super.isAbsent(partition, former, key)) {
            return true;
          }
        }
        return super.isAbsent(partition, epoch, key);
      }
    }

    private void scanSoon() {
      scan.tick();
      process.after(KeyScan.PERIOD, "", this::scanSoon);
    }

    private void renewSoon() {
      leases.renewAll();
      process.after(LEASE.dividedBy(4), "", this::renewSoon);
    }

    private void readSoon() {
      process.after(
          jitter(Duration.ofMillis(3)),
          "",
          () -> {
            // Half of them of keys that were written just now, or will be.
            read(
                random.nextBoolean()
                    ? random.nextInt(HOT)
                    : region.keys + 1 - random.nextInt(HOT + 1));
            readSoon();
          });
    }

    private void read(int key) {
      LeaseState lease = leases.held(0);
      long reached = lease == null ? 0 : lease.reached().next(incarnation());
      if (lease != null && !leases.isReached(0, watermark(reached))) {
        throw new AssertionError("expected to reach what is reached: " + reached);
      }
      long floor = Math.max(acknowledged[key], region.version(key, reached));
      Lookup hit = reads.hit(key(key));
      if (hit != null) {
        hits++;
        check("from memory", key, floor, hit);
        return;
      }
      loads++;
      reads
          .load(key(key))
          .onSuccess(read -> {
            knownAbsent += read.source() == Read.Source.KNOWN_ABSENT ? 1 : 0;
            check(read.source().name(), key, floor, read.lookup());
          });
    }

    private void check(String how, int key, long floor, Lookup found) {
      long version =
          found instanceof Lookup.Present present ? Long.parseLong(present.value().toString()) : 0;
      if (version < floor) {
        violation =
            "%s read %d of key %d (%s), but %d was acknowledged, or reached, before the read began"
                .formatted(process.name(), version, key, how, floor);
      }
    }

    @Override
    public Future<Lease> lease(int partition, String edge, Duration length) {
      Promise<Lease> promise = call(leaseCalls);
      network.send(process.name(), REDIS, new Message.LeaseAsk(calls, edge));
      return promise.future();
    }

    @Override
    public Future<Reading> read(CellName name) {
      int index = Integer.parseInt(name.key().name().substring("user-".length()));
      Promise<Reading> promise = call(readCalls);
      loading.put(calls, index);
      network.send(process.name(), REDIS, new Message.ReadAsk(calls, index));
      return promise.future();
    }

    @Override
    public Future<KeyPage> keys(Collection<Integer> partitions, String cursor, int about) {
      Promise<KeyPage> promise = call(pageCalls);
      network.send(process.name(), REDIS, new Message.KeysAsk(calls, cursor));
      return promise.future();
    }

    private <T> Promise<T> call(Map<Long, Promise<T>> pending) {
      long call = ++calls;
      Promise<T> promise = Promise.promise();
      pending.put(call, promise);
      process.after(
          CALL_TIMEOUT,
          "",
          () -> {
            loading.remove(call);
            promise.tryFail(new ViewUnavailableException("timed out"));
          });
      return promise;
    }

    private void receive(String from, Message message) {
      switch (message) {
        case Message.LeaseReply reply ->
            finish(leaseCalls.remove(reply.call()), seen(reply.lease()));
        case Message.ReadReply reply -> {
          loading.remove(reply.call());
          finish(readCalls.remove(reply.call()), reply.reading());
        }
        case Message.KeysReply reply -> finish(pageCalls.remove(reply.call()), reply.page());
        case Message.Invalidate change -> {
          invalidate(change);
          network.send(process.name(), from, new Message.Dropped(change.run(), change.sequence()));
        }
        case Message.Visible visible -> leases.visible(0, visible.run(), watermark(visible.next()));
        default -> throw new AssertionError("expected an answer or a change, but " + message);
      }
    }

    private @Nullable Lease seen(@Nullable Lease lease) {
      if (lease != null && bug == Bug.GRANT_WATERMARK_TOO_EARLY) {
        leases.visible(0, lease.runId(), lease.watermark());
      }
      return lease != null && bug == Bug.GRANT_SEQUENCE_IGNORED
          ? new Lease(lease.runId(), 0, lease.ownIncarnation(), lease.watermark(), 0)
          : lease;
    }

    private <T> void finish(@Nullable Promise<T> promise, @Nullable T value) {
      if (promise == null) {
        return; // doubled, or timed out
      }
      if (value == null) {
        promise.tryFail(new ViewUnavailableException("not adopted"));
      } else {
        promise.tryComplete(value);
      }
    }

    private void invalidate(Message.Invalidate change) {
      boolean spare = bug == Bug.LOADS_NOT_TAINTED && loading.containsValue(change.key());
      LeaseState lease = leases.held(0);
      if (bug == Bug.GAPS_IGNORED && lease != null) {
        for (long missing = lease.processed() + 1; missing < change.sequence(); missing++) {
          leases.invalidated(0, change.run(), missing, List.of());
        }
      }
      List<Key> keys = spare ? List.of() : List.of(key(change.key()));
      leases.invalidated(0, change.run(), change.sequence(), keys);
    }
  }
}
