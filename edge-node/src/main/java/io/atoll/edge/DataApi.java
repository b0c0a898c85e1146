package io.atoll.edge;

import io.atoll.core.operation.Key;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridClock;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.batch.BatchHandler;
import io.atoll.edge.cache.ReadThrough;
import io.atoll.edge.changes.ChangesHandler;
import io.atoll.edge.conflicts.ConflictsHandler;
import io.atoll.edge.health.HealthHandler;
import io.atoll.edge.health.Probe;
import io.atoll.edge.http.Fields;
import io.atoll.edge.invalidate.Purge;
import io.atoll.edge.invalidate.PurgeHandler;
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
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.server.QuickAnswer;
import io.atoll.edge.session.Seal;
import io.atoll.edge.session.SessionTokens;
import io.atoll.edge.write.WriteBudget;
import io.atoll.edge.write.WriteMetrics;
import io.atoll.edge.write.Writer;
import io.atoll.replication.log.RegionLog;
import io.atoll.replication.view.View;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The data API: reads from memory or the region's view, writes into the region's log, and what else
 * clients and operators ask an edge for under {@code /v1}.
 */
final class DataApi {
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

  private final Writer writer;
  private final KvHandler kv;
  private final QuickReads quickReads;
  private final BatchHandler batch;
  private final ChangesHandler changes;
  private final ConflictsHandler conflicts;
  private final SessionHandler session;
  private final PurgeHandler purge;
  private final HealthHandler health;
  private final PeerReads peers;
  private final Confirmations confirmations;

  /**
   * @param cached what the edge holds of the view
   * @param logProbe tries whether the log takes writes
   * @param table the newest routing table known
   * @param seal of the tokens that clients carry
   */
  DataApi(
      Vertx vertx,
      EdgeConfig config,
      View view,
      CachedView cached,
      RegionLog log,
      Probe logProbe,
      Supplier<RoutingTable> table,
      Seal seal,
      Access access,
      MeterRegistry meters,
      WallClock wallClock,
      MonotonicClock clock) {
    EdgeLimits limits = config.limits();
    RegionId region = config.process().region();
    ReadThrough reads = cached.reads();
    writer =
        new Writer(
            view,
            log,
            cached.waiting(),
            new HybridClock(wallClock, SKEW_MAX),
            clock,
            new WriteMetrics(meters));
    Predicate<RegionId> counts = other -> !table.get().expelled().contains(other);
    peers =
        new PeerReads(vertx, region, config.peers(), counts, PEER_WAIT, PEER_BODY_BYTES_MAX, clock);
    SessionTokens tokens = new SessionTokens(seal);
    SessionMetrics sessionMetrics = new SessionMetrics(meters);
    SessionAnswers answers = new SessionAnswers(tokens, sessionMetrics);
    PeerPhase peerPhase = new PeerPhase(peers);
    ViewFallback fallback = new ViewFallback(peerPhase, meters);
    SessionPhase sessions =
        new SessionPhase(
            tokens,
            cached.leases(),
            peerPhase,
            config.sessions().patience(),
            wallClock,
            sessionMetrics);
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
            limits.nameBytesMax(), access, table, reads, tokens, wallClock, region.value());
    batch = new BatchHandler(config.batch(), kv, answers, budget, meters);
    purge =
        new PurgeHandler(
            vertx,
            access,
            writer,
            region,
            config.peers(),
            cached.appliedPurges(),
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
            cached.applied(),
            reads,
            view,
            wallClock,
            clock,
            meters);
    conflicts =
        new ConflictsHandler(
            region, config.kafka().toString(), config.partitions(), kv, fields, calls, wallClock);
    health =
        new HealthHandler(
            clock,
            config.process().nodeId(),
            List.of(new Probe("view", () -> reads.probe(HEALTH_KEY)), logProbe));
  }

  /** The answer that is ready for a request of this API, or null. */
  @Nullable QuickAnswer quick(boolean local, String target, Fields fields) {
    return quickReads.find(local, target, fields);
  }

  void handle(HttpExchange exchange) {
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

  /** Purges in every region; done when this one has applied it. */
  Future<?> purge(Purge wanted) {
    return purge.purge(wanted);
  }

  /** To be called a few times a second. */
  void tick() {
    writer.tick();
  }

  /** Says from now on that this edge leaves. */
  void leave() {
    health.leave();
  }

  /** Ends the feeds, which would go on for ever. */
  void endFeeds() {
    changes.stop();
  }

  Future<Void> close() {
    return Future.join(peers.close(), confirmations.close(), purge.close()).mapEmpty();
  }
}
