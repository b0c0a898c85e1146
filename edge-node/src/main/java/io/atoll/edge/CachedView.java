package io.atoll.edge;

import io.atoll.core.operation.Namespace;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.CacheMetrics;
import io.atoll.edge.cache.KeyScan;
import io.atoll.edge.cache.KnownKeys;
import io.atoll.edge.cache.L1;
import io.atoll.edge.cache.Leases;
import io.atoll.edge.cache.ReadThrough;
import io.atoll.edge.changes.AppliedView;
import io.atoll.edge.cluster.ApplierMessages;
import io.atoll.edge.cluster.PurgeMessages;
import io.atoll.edge.invalidate.AppliedPurges;
import io.atoll.edge.invalidate.Hearing;
import io.atoll.edge.invalidate.Purges;
import io.atoll.edge.write.WaitingWrites;
import io.atoll.replication.announce.Visible;
import io.atoll.replication.view.View;
import io.atoll.runtime.admin.Readiness;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;

/**
 * What an edge holds of its region's view for as long as its leases on the partitions stand, and
 * what tells it of changes there: values, keys known not to be, purges, writes that wait to be
 * visible, how far the appliers have come.
 */
final class CachedView {
  private final Vertx vertx;
  private final Leases leases;
  private final KeyScan keyScan;
  private final ReadThrough reads;
  private final WaitingWrites waiting;
  private final AppliedView applied;
  private final Purges purges;
  private final Hearing hearing;
  private final AppliedPurges appliedPurges;
  private final ApplierMessages messages;
  private final PurgeMessages purgeMessages;
  private long scanTimer = -1;

  /** Holds nothing yet. */
  CachedView(
      Vertx vertx,
      EdgeConfig config,
      View view,
      Supplier<RoutingTable> table,
      WallClock wallClock,
      MonotonicClock clock,
      MeterRegistry meters) {
    this.vertx = vertx;
    String node = config.process().node();
    CacheMetrics metrics = new CacheMetrics(meters);
    purges =
        new Purges(
            wallClock,
            meters,
            config.partitions(),
            View.LEASE_MAX,
            name -> table.get().namespace(name).map(Namespace::purgesPages).orElse(false));
    hearing = new Hearing(purges, config.proxy().purges().unheardMax(), clock);
    appliedPurges = new AppliedPurges(config.partitions(), View.LEASE_MAX, wallClock, clock);
    purgeMessages = new PurgeMessages(vertx, node, purges);
    KnownKeys known =
        new KnownKeys(config.partitions(), config.knownKeys(), new SecureRandom().nextLong());
    L1 l1 = new L1(config.l1BytesMax(), List.of(purges, appliedPurges, known));
    waiting = new WaitingWrites(config.partitions(), clock, config.visibleWait(), View.LEASE_MAX);
    applied = new AppliedView(config.partitions());
    leases =
        new Leases(
            view,
            node,
            config.partitions(),
            config.lease(),
            clock,
            l1,
            metrics,
            (partition, lease) -> {
              waiting.granted(partition, lease);
              applied.granted(partition, lease);
              appliedPurges.granted(partition, lease);
              purges.granted(partition, lease.runId(), lease.sequence(), lease.purged());
            });
    messages = new ApplierMessages(vertx, node, leases, waiting, this::visible);
    reads = new ReadThrough(view, l1, leases, known, wallClock, metrics);
    keyScan = new KeyScan(view, leases, known, config.knownKeys().scanRate(), clock, metrics);
  }

  private void visible(Visible visible) {
    purges.visible(visible.partition(), visible.sequence());
    appliedPurges.visible(visible);
  }

  Leases leases() {
    return leases;
  }

  ReadThrough reads() {
    return reads;
  }

  /** Writes that are in the log and not visible yet. */
  WaitingWrites waiting() {
    return waiting;
  }

  /** How far the appliers have come. */
  AppliedView applied() {
    return applied;
  }

  /** What stored answers are held against. */
  Purges purges() {
    return purges;
  }

  /** Which purges the region has applied. */
  AppliedPurges appliedPurges() {
    return appliedPurges;
  }

  /** What the region's edges tell each other of purges. */
  PurgeMessages purgeMessages() {
    return purgeMessages;
  }

  /** Hears the applier from now on; leases are taken by {@link #tick}. */
  Future<Void> start() {
    return messages
        .start()
        .compose(_ -> purgeMessages.start())
        .onSuccess(
            _ -> scanTimer = vertx.setPeriodic(KeyScan.PERIOD.toMillis(), _ -> keyScan.tick()));
  }

  /** To be called as often as leases are to be renewed. */
  void tick() {
    leases.renewAll();
    hearing.tick(hearsAll());
    appliedPurges.tick();
    purges.tick();
    waiting.tick();
  }

  /** Whether it would hear of any change before the change is called visible. */
  boolean hearsAll() {
    return leases.heldCount() == leases.partitions();
  }

  /** Ready while every partition can be read. */
  Readiness readiness() {
    int held = leases.heldCount();
    return Readiness.of(
        held == leases.partitions(),
        "leases on %d of %d partitions: no Redis, or it is being filled"
            .formatted(held, leases.partitions()));
  }

  Future<Void> stop() {
    vertx.cancelTimer(scanTimer);
    return Future.join(messages.stop(), purgeMessages.stop()).mapEmpty();
  }
}
