package io.atoll.edge.cache;

import io.atoll.core.operation.Key;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.view.KeyPage;
import io.atoll.replication.view.Lease;
import io.atoll.replication.view.Reading;
import io.atoll.replication.view.ViewUnavailableException;
import io.atoll.testkit.simulation.SimulatedProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The real cache of an edge, with calls over the simulated network. */
final class LeaseEdge extends LeasesOnly {
  private final LeaseWorld world;
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

  LeaseEdge(LeaseWorld world, SimulatedProcess process) {
    this.world = world;
    this.process = process;
    CacheMetrics metrics = new CacheMetrics(new SimpleMeterRegistry());
    L1 l1 = new L1(1 << 20, List.of(known));
    Duration length =
        world.bug == LeaseWorld.Bug.LEASE_TOO_LONG
            ? LeaseWorld.LEASE.multipliedBy(2)
            : LeaseWorld.LEASE;
    leases =
        new Leases(this, process.name(), 1, length, process.clock(), l1, metrics, (_, _) -> {});
    reads = new ReadThrough(this, l1, leases, known, () -> 0, metrics);
    scan = new KeyScan(this, leases, known, 100_000, process.clock(), metrics);
  }

  void start() {
    world.network.attach(process, this::receive);
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
      if (world.bug != LeaseWorld.Bug.SCAN_NOT_TOLD
          || answers(partition, leases.epoch(partition))) {
        super.dropped(partition, sequence, key);
      }
    }

    @Override
    public void droppedAll(int partition, long reached, long from) {
      if (world.bug != LeaseWorld.Bug.KEYS_KNOWN_FOR_EVER) {
        super.droppedAll(partition, reached, from);
      }
    }

    @Override
    boolean isAbsent(int partition, long epoch, Key key) {
      for (long former = 0;
          world.bug == LeaseWorld.Bug.KEYS_KNOWN_FOR_EVER && former < epoch;
          former++) {
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
    process.after(LeaseWorld.LEASE.dividedBy(4), "", this::renewSoon);
  }

  private void readSoon() {
    process.after(
        world.jitter(Duration.ofMillis(3)),
        "",
        () -> {
          // Half of them of keys that were written just now, or will be.
          read(
              world.random.nextBoolean()
                  ? world.random.nextInt(LeaseWorld.HOT)
                  : world.region.keys + 1 - world.random.nextInt(LeaseWorld.HOT + 1));
          readSoon();
        });
  }

  private void read(int key) {
    LeaseState lease = leases.held(0);
    long reached = lease == null ? 0 : lease.reached().next(LeaseWorld.incarnation());
    if (lease != null && !leases.isReached(0, LeaseWorld.watermark(reached))) {
      throw new AssertionError("expected to reach what is reached: " + reached);
    }
    long floor = Math.max(world.acknowledged[key], world.region.version(key, reached));
    Lookup hit = reads.hit(LeaseWorld.key(key));
    if (hit != null) {
      world.hits++;
      check("from memory", key, floor, hit);
      return;
    }
    world.loads++;
    reads
        .load(LeaseWorld.key(key))
        .onSuccess(read -> {
          world.knownAbsent += read.source() == Read.Source.KNOWN_ABSENT ? 1 : 0;
          check(read.source().name(), key, floor, read.lookup());
        });
  }

  private void check(String how, int key, long floor, Lookup found) {
    long version =
        found instanceof Lookup.Present present ? Long.parseLong(present.value().toString()) : 0;
    if (version < floor) {
      world.violation =
          "%s read %d of key %d (%s), but %d was acknowledged, or reached, before the read began"
              .formatted(process.name(), version, key, how, floor);
    }
  }

  @Override
  public Future<Lease> lease(int partition, String edge, Duration length) {
    Promise<Lease> promise = call(leaseCalls);
    world.network.send(process.name(), LeaseWorld.REDIS, new LeaseMessage.LeaseAsk(calls, edge));
    return promise.future();
  }

  @Override
  public Future<Reading> read(CellName name) {
    int index = Integer.parseInt(name.key().name().substring("user-".length()));
    Promise<Reading> promise = call(readCalls);
    loading.put(calls, index);
    world.network.send(process.name(), LeaseWorld.REDIS, new LeaseMessage.ReadAsk(calls, index));
    return promise.future();
  }

  @Override
  public Future<KeyPage> keys(Collection<Integer> partitions, String cursor, int about) {
    Promise<KeyPage> promise = call(pageCalls);
    world.network.send(process.name(), LeaseWorld.REDIS, new LeaseMessage.KeysAsk(calls, cursor));
    return promise.future();
  }

  private <T> Promise<T> call(Map<Long, Promise<T>> pending) {
    long call = ++calls;
    Promise<T> promise = Promise.promise();
    pending.put(call, promise);
    process.after(
        LeaseWorld.CALL_TIMEOUT,
        "",
        () -> {
          loading.remove(call);
          promise.tryFail(new ViewUnavailableException("timed out"));
        });
    return promise;
  }

  private void receive(String from, LeaseMessage message) {
    switch (message) {
      case LeaseMessage.LeaseReply reply ->
          finish(leaseCalls.remove(reply.call()), seen(reply.lease()));
      case LeaseMessage.ReadReply reply -> {
        loading.remove(reply.call());
        finish(readCalls.remove(reply.call()), reply.reading());
      }
      case LeaseMessage.KeysReply reply -> finish(pageCalls.remove(reply.call()), reply.page());
      case LeaseMessage.Invalidate change -> {
        invalidate(change);
        world.network.send(
            process.name(), from, new LeaseMessage.Dropped(change.run(), change.sequence()));
      }
      case LeaseMessage.Visible visible ->
          leases.visible(0, visible.run(), LeaseWorld.watermark(visible.next()));
      default -> throw new AssertionError("expected an answer or a change, but " + message);
    }
  }

  private @Nullable Lease seen(@Nullable Lease lease) {
    if (lease != null && world.bug == LeaseWorld.Bug.GRANT_WATERMARK_TOO_EARLY) {
      leases.visible(0, lease.runId(), lease.watermark());
    }
    return lease != null && world.bug == LeaseWorld.Bug.GRANT_SEQUENCE_IGNORED
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

  private void invalidate(LeaseMessage.Invalidate change) {
    boolean spare =
        world.bug == LeaseWorld.Bug.LOADS_NOT_TAINTED && loading.containsValue(change.key());
    LeaseState lease = leases.held(0);
    if (world.bug == LeaseWorld.Bug.GAPS_IGNORED && lease != null) {
      for (long missing = lease.processed() + 1; missing < change.sequence(); missing++) {
        leases.invalidated(0, change.run(), missing, List.of());
      }
    }
    List<Key> keys = spare ? List.of() : List.of(LeaseWorld.key(change.key()));
    leases.invalidated(0, change.run(), change.sequence(), keys);
  }
}
