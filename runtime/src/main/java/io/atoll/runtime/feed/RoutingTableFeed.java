package io.atoll.runtime.feed;

import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.MonotonicClock;
import io.atoll.runtime.admin.Readiness;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.json.RoutingTableJson;
import io.atoll.runtime.net.HttpClients;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the controllers' routing table, and keeps following the last one known when every
 * controller is dead.
 *
 * <p>It starts from the table on disk, then asks one controller at a time to answer as soon as
 * there is a newer table: its own region's as long as that answers, else the next ({@link
 * Candidates}). Every newer table is told to the listeners and saved; older ones are ignored,
 * whoever sends them.
 */
public final class RoutingTableFeed implements Service {
  private static final Logger log = LoggerFactory.getLogger(RoutingTableFeed.class);

  /**
   * How long a controller may wait for news. Short, because a controller that hangs is noticed only
   * when its answer is overdue.
   */
  static final Duration WAIT = Duration.ofSeconds(3);

  /** What an answer may take beyond the wait: a slow link's round trip and a controller's pause. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final Duration CONNECT_MAX = Duration.ofSeconds(1);

  /** From one question to the next, so that a controller that never waits is not flooded. */
  private static final Duration SPACING = Duration.ofMillis(50);

  /** Thousands of regions and namespaces fit. */
  private static final int TABLE_BYTES_MAX = 8 << 20;

  private final Vertx vertx;
  private final List<URI> controllers;
  private final TableFile file;
  private final MonotonicClock clock;
  private final NewestTable newest = new NewestTable();
  private final Candidates candidates;
  private final Counter newer;
  private final Counter same;
  private final Counter failed;
  private volatile long answeredAt;

  // Used on the feed's own context only.
  private final Context context;
  private final HttpClient client;
  private Future<?> saving = Future.succeededFuture(RoutingTable.NONE);
  private boolean saveAgain;
  private boolean stopped;
  private int following = -1;

  /**
   * @param controllers base addresses, the own region's first
   * @param stateDir where the last table is kept
   */
  public RoutingTableFeed(Vertx vertx, List<URI> controllers, Path stateDir, MeterRegistry meters) {
    this(vertx, controllers, stateDir, meters, System::nanoTime);
  }

  /** As above, with a clock of the caller's. */
  public RoutingTableFeed(
      Vertx vertx,
      List<URI> controllers,
      Path stateDir,
      MeterRegistry meters,
      MonotonicClock clock) {
    if (controllers.isEmpty()) {
      throw new IllegalArgumentException("no controllers; name at least one");
    }
    this.vertx = vertx;
    this.controllers = List.copyOf(controllers);
    this.file = new TableFile(stateDir);
    this.clock = clock;
    this.context = vertx.getOrCreateContext();
    this.answeredAt = clock.nanos();
    this.candidates = new Candidates(controllers.size(), answeredAt);
    this.client =
        HttpClients.of(
            vertx,
            new HttpClientOptions().setConnectTimeout((int) CONNECT_MAX.toMillis()),
            new PoolOptions());
    this.newer = polls(meters, "newer");
    this.same = polls(meters, "same");
    this.failed = polls(meters, "failed");
    Gauge.builder("atoll_feed_table_age_seconds", this, feed -> feed.age().toMillis() / 1e3)
        .description("Time since a controller last confirmed or replaced the routing table")
        .register(meters);
  }

  private static Counter polls(MeterRegistry meters, String outcome) {
    return Counter.builder("atoll_feed_polls_total")
        .description("Questions to controllers for a newer routing table")
        .tag("outcome", outcome)
        .register(meters);
  }

  /** The newest table known; {@link RoutingTable#NONE} before the first. Any thread may ask. */
  public RoutingTable current() {
    return newest.current();
  }

  /**
   * Has the listener told of every table from now on that is newer, in ascending order; of the
   * current one at once, if there is one. It is called on the feed's event loop: it must not block.
   */
  public void onChange(Consumer<RoutingTable> listener) {
    newest.onChange(listener);
  }

  /** Time since a controller last confirmed or replaced the table, or since start. */
  public Duration age() {
    return Duration.ofNanos(clock.nanos() - answeredAt);
  }

  /** Ready with any table, however old: static stability. */
  public Readiness readiness() {
    return Readiness.of(current().isKnown(), "no routing table yet, from no controller nor disk");
  }

  @Override
  public String name() {
    return "routing-table-feed";
  }

  /** Done when the table on disk, if any, is in use. */
  @Override
  public Future<Void> start() {
    return vertx
        .executeBlocking(file::load)
        .onSuccess(saved ->
            saved.ifPresent(table -> {
              newest.offer(table);
              log.atDebug().addKeyValue("version", table.version()).log("table from disk");
            }))
        .onSuccess(_ -> context.runOnContext(_ -> poll()))
        .mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(_ -> {
      stopped = true;
      client.close().compose(_ -> saving).<Void>mapEmpty().onComplete(done);
    });
    return done.future();
  }

  private void poll() {
    if (stopped) {
      return;
    }
    switch (candidates.next(clock.nanos())) {
      case Candidates.Ask(int index) -> ask(index);
      case Candidates.Pause(Duration length) -> pollAfter(length);
    }
  }

  private void pollAfter(Duration pause) {
    vertx.setTimer(Math.max(1, pause.toMillis()), _ -> poll());
  }

  private void ask(int index) {
    long asked = clock.nanos();
    request(index)
        .onComplete(
            table -> {
              answered(index, table);
              long spent = clock.nanos() - asked;
              pollAfter(SPACING.minusNanos(Math.min(spent, SPACING.toNanos())));
            },
            e -> {
              unanswered(index, e);
              poll();
            });
  }

  private Future<@Nullable RoutingTable> request(int index) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(
                "%s/v1/routing-table?after=%s&wait=%ds"
                    .formatted(
                        controllers.get(index),
                        RoutingTableJson.writeVersion(current().version()),
                        WAIT.toSeconds()))
            .setIdleTimeout(WAIT.plus(GRACE).toMillis());
    return client.request(options).compose(HttpClientRequest::send).compose(this::read);
  }

  /** The table of an answer; null if there is none newer. */
  private Future<@Nullable RoutingTable> read(HttpClientResponse response) {
    return switch (response.statusCode()) {
      case 200 -> body(response).map(body -> RoutingTableJson.read(body.toJsonObject()));
      case 204 -> response.end().map(_ -> (RoutingTable) null);
      default -> {
        response.request().reset();
        yield Future.failedFuture("status " + response.statusCode());
      }
    };
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(part -> {
      if (body.length() + part.length() > TABLE_BYTES_MAX) {
        whole.tryFail("a table of more than %d bytes".formatted(TABLE_BYTES_MAX));
        response.request().reset();
      } else {
        body.appendBuffer(part);
      }
    });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(_ -> whole.tryComplete(body));
    return whole.future();
  }

  private void answered(int index, @Nullable RoutingTable table) {
    candidates.answered(index);
    answeredAt = clock.nanos();
    if (index != following) {
      following = index;
      log.atInfo().addKeyValue("controller", controllers.get(index)).log("following controller");
    }
    if (table != null && newest.offer(table)) {
      newer.increment();
      save();
    } else {
      same.increment();
    }
  }

  private void unanswered(int index, Throwable e) {
    if (stopped) {
      return;
    }
    failed.increment();
    boolean before = candidates.allFailing();
    candidates.failed(index, clock.nanos());
    log.atDebug().addKeyValue("controller", controllers.get(index)).setCause(e).log("no answer");
    if (!before && candidates.allFailing()) {
      following = -1;
      log.atWarn()
          .addKeyValue("controllers", controllers)
          .addKeyValue("table", current().isKnown() ? current().version() : "none")
          .setCause(e)
          .log("no controller answers; keeping the last routing table");
    }
  }

  /** Saves the current table; if one is being saved, then afterwards, and the newest only. */
  private void save() {
    if (!saving.isComplete()) {
      saveAgain = true;
      return;
    }
    RoutingTable table = current();
    saving = vertx.executeBlocking(() -> file.save(table));
    saving.onComplete(result -> {
      if (result.failed()) {
        log.atWarn()
            .setCause(result.cause())
            .log("routing table could not be saved; a restart will need a controller");
      }
      if (saveAgain) {
        saveAgain = false;
        save();
      }
    });
  }
}
