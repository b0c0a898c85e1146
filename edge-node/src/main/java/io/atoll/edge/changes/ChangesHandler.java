package io.atoll.edge.changes;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Namespace;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.ReadThrough;
import io.atoll.edge.kv.KvHandler;
import io.atoll.edge.kv.Methods;
import io.atoll.edge.server.CommonProblems;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.session.Seal;
import io.atoll.replication.changes.Applied;
import io.atoll.replication.changes.ChangeReader;
import io.atoll.replication.changes.FeedPosition;
import io.atoll.replication.view.View;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/changes?namespace=&since=}: a bounded number of feeds, each of one namespace. */
public final class ChangesHandler {
  /** Its only path. */
  public static final String PATH = "/v1/changes";

  private static final String LAST_EVENT_ID = "last-event-id";

  private final Vertx vertx;
  private final String kafka;
  private final int partitions;
  private final ChangesConfig config;
  private final KvHandler data;
  private final ChangeTokens tokens;
  private final AppliedView applied;
  private final ReadThrough reads;
  private final View view;
  private final WallClock wallClock;
  private final MonotonicClock clock;
  private final Set<Feed> feeds = ConcurrentHashMap.newKeySet();
  private final Semaphore room;
  private final ChangeMetrics metrics;
  private volatile boolean stopping;

  /**
   * @param kafka the region's, {@code host:port}
   * @param data decides who may read which namespace
   * @param seal of the tokens
   */
  public ChangesHandler(
      Vertx vertx,
      String kafka,
      int partitions,
      ChangesConfig config,
      KvHandler data,
      Seal seal,
      AppliedView applied,
      ReadThrough reads,
      View view,
      WallClock wallClock,
      MonotonicClock clock,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.kafka = kafka;
    this.partitions = partitions;
    this.config = config;
    this.data = data;
    this.tokens = new ChangeTokens(seal);
    this.applied = applied;
    this.reads = reads;
    this.view = view;
    this.wallClock = wallClock;
    this.clock = clock;
    room = new Semaphore(config.feedsMax());
    metrics = new ChangeMetrics(meters, feeds);
  }

  /** Takes a request for {@link #PATH}. */
  public void handle(HttpExchange exchange) {
    if (!KvHandler.allows(exchange, Methods.GET)) {
      return;
    }
    String name = exchange.request().getParam("namespace");
    if (name == null) {
      exchange.problem(CommonProblems.noNamespace("a change feed", PATH));
      return;
    }
    Namespace namespace = data.admit(exchange, name);
    if (namespace != null) {
      begin(exchange, namespace);
    }
  }

  private void begin(HttpExchange exchange, Namespace namespace) {
    Optional<Applied> now = applied.current();
    if (now.isEmpty()) {
      exchange.retryAfterSeconds(1).problem(ChangesProblems.unavailable());
      return;
    }
    String token = token(exchange);
    Optional<FeedPosition> from =
        token == null ? Optional.of(now.get().position()) : tokens.position(token);
    if (from.isEmpty()) {
      exchange.problem(ChangesProblems.badToken());
    } else if (from.get().partitions() != partitions) {
      exchange.problem(ChangesProblems.otherPartitions(from.get().partitions(), partitions));
    } else if (stopping) {
      exchange.problem(ChangesProblems.stopping());
    } else if (!room.tryAcquire()) {
      exchange.retryAfterSeconds(1).problem(ChangesProblems.tooMany(config.feedsMax()));
    } else {
      start(exchange, namespace, from.get());
    }
  }

  /** A client that reconnects by itself repeats its first request, and says how far it has come. */
  private static @Nullable String token(HttpExchange exchange) {
    String last = exchange.header(LAST_EVENT_ID);
    return last != null && !last.isEmpty() ? last : exchange.request().getParam("since");
  }

  private void start(HttpExchange exchange, Namespace namespace, FeedPosition from) {
    Predicate<Key> wanted = key -> key.namespace().equals(namespace.name());
    Feed feed =
        new Feed(
            from,
            () -> new ChangeReader(kafka, from, wanted),
            applied,
            new Values(vertx, reads, view, wallClock),
            new EventStream(exchange, config.stallMax()),
            tokens,
            KvHandler.listing(namespace),
            config.heartbeat(),
            clock,
            metrics);
    feeds.add(feed);
    exchange.atEnd(feed::clientGone);
    Thread.ofVirtual()
        .name("feed-" + namespace.name())
        .start(() -> {
          try {
            feed.run();
          } finally {
            feeds.remove(feed);
            room.release();
          }
        });
  }

  /** Takes no more clients, and ends all feeds so that theirs go elsewhere. */
  public void stop() {
    stopping = true;
    feeds.forEach(Feed::drain);
  }
}
