package io.atoll.edge;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Namespace;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridClock;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.access.AccessLog;
import io.atoll.edge.batch.BatchHandler;
import io.atoll.edge.cache.CacheMetrics;
import io.atoll.edge.cache.KeyScan;
import io.atoll.edge.cache.KnownKeys;
import io.atoll.edge.cache.L1;
import io.atoll.edge.cache.Leases;
import io.atoll.edge.cache.ReadThrough;
import io.atoll.edge.changes.AppliedView;
import io.atoll.edge.changes.ChangesHandler;
import io.atoll.edge.cluster.ApplierMessages;
import io.atoll.edge.cluster.PurgeMessages;
import io.atoll.edge.conflicts.ConflictsHandler;
import io.atoll.edge.health.HealthHandler;
import io.atoll.edge.health.Probe;
import io.atoll.edge.http.Fields;
import io.atoll.edge.invalidate.AppliedPurges;
import io.atoll.edge.invalidate.Hearing;
import io.atoll.edge.invalidate.PurgeHandler;
import io.atoll.edge.invalidate.Purges;
import io.atoll.edge.kv.KvHandler;
import io.atoll.edge.kv.ListPhase;
import io.atoll.edge.kv.MemberPhase;
import io.atoll.edge.kv.PeerPhase;
import io.atoll.edge.kv.QuickReads;
import io.atoll.edge.kv.ReadPhase;
import io.atoll.edge.kv.SessionAnswers;
import io.atoll.edge.kv.SessionHandler;
import io.atoll.edge.kv.SessionMetrics;
import io.atoll.edge.kv.SessionPhase;
import io.atoll.edge.kv.ViewFallback;
import io.atoll.edge.kv.WriteBodies;
import io.atoll.edge.kv.WriteCalls;
import io.atoll.edge.kv.WriteFields;
import io.atoll.edge.kv.WritePhase;
import io.atoll.edge.peer.Confirmations;
import io.atoll.edge.peer.PeerReads;
import io.atoll.edge.proxy.Gateway;
import io.atoll.edge.server.EdgeServer;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.server.QuickAnswer;
import io.atoll.edge.session.Seal;
import io.atoll.edge.session.SessionTokens;
import io.atoll.edge.shared.RedisStore;
import io.atoll.edge.shared.RegionStore;
import io.atoll.edge.tls.Certificates;
import io.atoll.edge.write.WaitingWrites;
import io.atoll.edge.write.WriteBudget;
import io.atoll.edge.write.WriteMetrics;
import io.atoll.edge.write.Writer;
import io.atoll.replication.announce.Visible;
import io.atoll.replication.log.RegionLog;
import io.atoll.replication.redis.RedisLinks;
import io.atoll.replication.view.View;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.admin.Readiness;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.net.HostPort;
import io.atoll.runtime.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One edge node: its parts, put together around the two ports through which it reads and writes.
 */
public final class EdgeNode implements Service {
  /**
   * How far ahead a stamp of the region may be of this edge's wall clock and still be believed.
   * Wide: the stamp is of the region's own Redis, and order within a region does not depend on it.
   */
  private static final Duration SKEW_MAX = Duration.ofMinutes(1);

  /** For other regions to answer a read that can't be answered here: a few round trips. */
  private static final Duration PEER_WAIT = Duration.ofSeconds(1);

  /** The largest value that an edge can be configured to take, or a page of long names. */
  private static final int PEER_BODY_BYTES_MAX = 2 << 20;

  /** Read by health checks; whether it holds a value makes no difference. */
  private static final Key HEALTH_KEY = new Key("atoll-health", "probe");

  private final Vertx vertx;
  private final Leases leases;
  private final KeyScan keyScan;
  private final WaitingWrites waiting;
  private final Writer writer;
  private final ApplierMessages messages;
  private final PurgeMessages purgeMessages;
  private final KvHandler kv;
  private final QuickReads quickReads;
  private final BatchHandler batch;
  private final ChangesHandler changes;
  private final ConflictsHandler conflicts;
  private final Gateway gateway;
  private final PeerReads peers;
  private final Confirmations confirmations;
  private final SessionHandler session;
  private final PurgeHandler purge;
  private final AppliedPurges appliedPurges;
  private final Purges purges;
  private final Hearing hearing;
  private final HealthHandler health;
  private final EdgeServer server;
  private final EdgeServer.@Nullable Tls tls;
  private final @Nullable AccessLog accessLog;
  private long timer = -1;
  private long scanTimer = -1;

  /**
   * @param table the newest routing table known
   * @param logProbe tries whether the log takes writes
   * @param seal of the tokens that clients carry
   * @param pages leads to the region's Redis, for stored answers; null: they are not shared
   */
  public EdgeNode(
      Vertx vertx,
      EdgeConfig config,
      View view,
      RegionLog log,
      Probe logProbe,
      Supplier<RoutingTable> table,
      Seal seal,
      @Nullable RedisLinks pages,
      Access access,
      MeterRegistry meters) {
    this(
        vertx,
        config,
        view,
        log,
        logProbe,
        table,
        seal,
        pages,
        access,
        meters,
        System::currentTimeMillis,
        System::nanoTime);
  }

  /** As above, with clocks of the caller's. */
  EdgeNode(
      Vertx vertx,
      EdgeConfig config,
      View view,
      RegionLog log,
      Probe logProbe,
      Supplier<RoutingTable> table,
      Seal seal,
      @Nullable RedisLinks pages,
      Access access,
      MeterRegistry meters,
      WallClock wallClock,
      MonotonicClock clock) {
    this.vertx = vertx;
    String node = config.process().node();
    EdgeLimits limits = config.limits();
    CacheMetrics cacheMetrics = new CacheMetrics(meters);
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
    AppliedView applied = new AppliedView(config.partitions());
    leases =
        new Leases(
            view,
            node,
            config.partitions(),
            config.lease(),
            clock,
            l1,
            cacheMetrics,
            (partition, lease) -> {
              waiting.granted(partition, lease);
              applied.granted(partition, lease);
              appliedPurges.granted(partition, lease);
              purges.granted(partition, lease.runId(), lease.sequence(), lease.purged());
            });
    messages = new ApplierMessages(vertx, node, leases, waiting, this::visible);
    ReadThrough reads = new ReadThrough(view, l1, leases, known, wallClock, cacheMetrics);
    keyScan = new KeyScan(view, leases, known, config.knownKeys().scanRate(), clock, cacheMetrics);
    writer =
        new Writer(
            view,
            log,
            waiting,
            new HybridClock(wallClock, SKEW_MAX),
            clock,
            new WriteMetrics(meters));
    Predicate<RegionId> counts = region -> !table.get().expelled().contains(region);
    peers =
        new PeerReads(
            vertx,
            config.process().region(),
            config.peers(),
            counts,
            PEER_WAIT,
            PEER_BODY_BYTES_MAX,
            clock);
    SessionTokens tokens = new SessionTokens(seal);
    SessionMetrics sessionMetrics = new SessionMetrics(meters);
    SessionAnswers answers = new SessionAnswers(tokens, sessionMetrics);
    PeerPhase peerPhase = new PeerPhase(peers);
    ViewFallback fallback = new ViewFallback(peerPhase, meters);
    SessionPhase sessions =
        new SessionPhase(
            tokens, leases, peerPhase, config.sessions().patience(), wallClock, sessionMetrics);
    confirmations =
        new Confirmations(
            vertx, config.peers(), counts, tokens, config.remoteWait(), clock, meters);
    session = new SessionHandler(sessions);
    WriteBudget budget = new WriteBudget(limits.writesMax(), limits.writeBytesMax());
    WriteFields fields = new WriteFields(sessions, confirmations, wallClock);
    WriteBodies bodies = new WriteBodies(budget, limits.valueBytesMax(), limits.bodyMax());
    WriteCalls calls = new WriteCalls(writer, sessions, answers, confirmations, clock);
    kv =
        new KvHandler(
            limits.nameBytesMax(),
            access,
            table,
            sessions,
            new ReadPhase(reads, fallback, answers, wallClock),
            new WritePhase(fields, bodies, calls, reads),
            new MemberPhase(
                fields, bodies, calls, reads, fallback, config.partitions(), answers, wallClock),
            new ListPhase(reads, view, fallback, config.partitions(), answers, wallClock));
    quickReads =
        new QuickReads(
            limits.nameBytesMax(),
            access,
            table,
            reads,
            tokens,
            wallClock,
            config.process().region().value());
    batch = new BatchHandler(config.batch(), kv, answers, budget, meters);
    purge =
        new PurgeHandler(
            vertx,
            access,
            writer,
            config.process().region(),
            config.peers(),
            appliedPurges,
            table,
            seal,
            config.proxy().purges(),
            limits.idleMax(),
            wallClock,
            clock,
            meters);
    changes =
        new ChangesHandler(
            vertx,
            config.kafka().toString(),
            config.partitions(),
            config.changes().within(limits.idleMax()),
            kv,
            seal,
            applied,
            reads,
            view,
            wallClock,
            clock,
            meters);
    conflicts =
        new ConflictsHandler(
            config.process().region(),
            config.kafka().toString(),
            config.partitions(),
            kv,
            fields,
            calls,
            wallClock);
    gateway =
        new Gateway(
            vertx,
            config.proxy(),
            config.peers().stream().flatMap(peer -> peer.edges().stream()).toList(),
            config.process().region().value(),
            wallClock,
            clock,
            meters,
            purges,
            purgeMessages,
            purge::purge,
            pages == null
                ? RegionStore.NONE
                : new RedisStore(
                    vertx,
                    pages,
                    config.proxy().shared(),
                    config.process().node(),
                    config.proxy().waitMax(),
                    leases::standing,
                    wallClock,
                    clock,
                    meters),
            this::hearsAll);
    health =
        new HealthHandler(
            clock,
            config.process().nodeId(),
            List.of(new Probe("view", () -> reads.probe(HEALTH_KEY)), logProbe));
    tls =
        config
            .tls()
            .map(own -> new EdgeServer.Tls(own.listen(), new Certificates(own, meters)))
            .orElse(null);
    accessLog = config.accessLog().map(own -> new AccessLog(own, clock, meters)).orElse(null);
    server =
        new EdgeServer(
            vertx,
            config.process().region(),
            config.listen(),
            tls,
            limits.server(),
            accessLog,
            Runtime.getRuntime().availableProcessors(),
            wallClock,
            clock,
            meters,
            this::quick,
            this::route);
  }

  private void visible(Visible visible) {
    purges.visible(visible.partition(), visible.sequence());
    appliedPurges.visible(visible);
  }

  private @Nullable QuickAnswer quick(
      boolean local, String scheme, String host, String target, Fields fields, int bytesMax) {
    return target.startsWith("/v1/") && gateway.isForDataApi(host)
        ? quickReads.find(local, target, fields)
        : gateway.quick(scheme, host, target, fields, bytesMax);
  }

  private void route(HttpExchange exchange) {
    if (gateway.handle(exchange)) {
      return;
    }
    String path = exchange.path();
    if (path == null) {
      exchange.problem(Problem.of(400, "Bad path", "the request names no path"));
    } else if (KvHandler.owns(path)) {
      kv.handle(exchange, path);
    } else if (path.equals(BatchHandler.PATH)) {
      batch.handle(exchange);
    } else if (PurgeHandler.owns(path)) {
      purge.handle(exchange, path);
    } else if (path.equals(SessionHandler.PATH)) {
      session.handle(exchange);
    } else if (path.equals(ChangesHandler.PATH)) {
      changes.handle(exchange);
    } else if (ConflictsHandler.owns(path)) {
      conflicts.handle(exchange, path);
    } else if (path.equals(HealthHandler.PATH)) {
      health.handle(exchange);
    } else {
      exchange.problem(KvHandler.notFound(path));
    }
  }

  @Override
  public String name() {
    return "edge";
  }

  /** Hears the applier first, then takes leases, then clients. */
  @Override
  public Future<Void> start() {
    return (accessLog == null ? Future.<Void>succeededFuture() : accessLog.start())
        .compose(_ -> messages.start())
        .compose(_ -> purgeMessages.start())
        .compose(_ -> {
          timer = vertx.setPeriodic(0, leases.renewalPeriod().toMillis(), _ -> tick());
          scanTimer = vertx.setPeriodic(KeyScan.PERIOD.toMillis(), _ -> keyScan.tick());
          return server.start();
        });
  }

  private void tick() {
    leases.renewAll();
    hearing.tick(hearsAll());
    appliedPurges.tick();
    purges.tick();
    waiting.tick();
    writer.tick();
  }

  /**
   * Says that it leaves, and serves on for the grace; then ends feeds and finishes requests under
   * way, which still need leases; then lets go of those.
   */
  @Override
  public Future<Void> stop() {
    health.leave();
    return server
        .leave()
        .eventually(() -> {
          changes.stop();
          return server.stop();
        })
        .eventually(() -> {
          vertx.cancelTimer(timer);
          vertx.cancelTimer(scanTimer);
          return Future.join(
              List.of(
                  messages.stop(),
                  purgeMessages.stop(),
                  gateway.close(),
                  peers.close(),
                  confirmations.close(),
                  purge.close(),
                  accessLog == null ? Future.succeededFuture() : accessLog.stop()));
        });
  }

  /** Whether it would hear of any change before the change is called visible. */
  private boolean hearsAll() {
    return leases.heldCount() == leases.partitions();
  }

  /** Ready while every partition can be read. */
  public Readiness viewReadiness() {
    int held = leases.heldCount();
    return Readiness.of(
        held == leases.partitions(),
        "leases on %d of %d partitions: no Redis, or it is being filled"
            .formatted(held, leases.partitions()));
  }

  /** Shows clients certificates that have changed; blocks. */
  public void reloadCertificates() {
    if (tls != null) {
      tls.certificates().reload();
    }
  }

  /** Where clients reach it over TLS. */
  public Optional<HostPort> tlsAddress() {
    return server.tlsAddress();
  }

  /** Where clients reach it. */
  public HostPort address() {
    return server.address();
  }
}
