package io.atoll.replication.apply;

import io.atoll.core.time.WallClock;
import io.atoll.replication.apply.ApplierStatus.State;
import io.atoll.replication.conflict.ConflictLedger;
import io.atoll.replication.redis.RedisViewWriter;
import io.atoll.replication.state.StateFencedException;
import io.atoll.replication.view.ViewUnavailableException;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one who applies a partition's operations to the view, on a thread of its own.
 *
 * <p>States, as in {@link State}: it works in sessions; one that fails because Redis or Kafka can't
 * be used is followed by another, and so, after a while, is one that another replicator fenced. Two
 * things stop it: {@link #stop}, and a {@link StopException}, which somebody must look at.
 */
final class Applier {
  private static final Logger log = LoggerFactory.getLogger(Applier.class);

  /** Between a failed session and the next. Short: until then nobody reads. */
  private static final Duration RETRY = Duration.ofMillis(100);

  /**
   * How long one that was fenced lets the other work: long enough to learn that its lease was lost.
   */
  private static final Duration YIELD = Duration.ofSeconds(5);

  /** How long a stop waits for what is under way before it interrupts it. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final ApplierConfig config;
  private final RedisViewWriter view;
  private final LogReader reader;
  private final Announcer announcer;
  private final ApplierMetrics metrics;
  private final ApplierProgress progress;
  private final ConflictLedger conflicts;
  private final WallClock wall;
  private volatile boolean stopping;
  private @Nullable Thread thread;

  Applier(
      ApplierConfig config,
      RedisViewWriter view,
      LogReader reader,
      Vertx vertx,
      Courier courier,
      ApplierMetrics metrics,
      ConflictLedger conflicts,
      WallClock wall) {
    this.config = config;
    this.view = view;
    this.reader = reader;
    this.metrics = metrics;
    this.conflicts = conflicts;
    this.wall = wall;
    announcer = new Announcer(vertx, courier, config.own(), config.partition(), metrics);
    progress = new ApplierProgress(config.partition());
    Gauge.builder("atoll_replication_lag_records", () -> progress.status().lagRecords())
        .tag("partition", Integer.toString(config.partition()))
        .register(metrics.registry);
  }

  /** Begins, or begins again after a {@link #stop}. */
  synchronized void start() {
    stopping = false;
    thread = Thread.ofVirtual().name("applier-" + config.partition()).start(this::work);
  }

  ApplierStatus status() {
    return progress.status();
  }

  /** Asks it to empty its partition in Redis and to fill it anew. */
  void reload() {
    progress.wantReload();
  }

  /** Asks it to note the ends that the logs have now; see {@link #notedEndsReached}. */
  void noteEnds() {
    progress.wantEnds();
  }

  /**
   * Whether it is past the ends that the logs had when it was last asked to note them, or, never
   * asked, when its session began.
   */
  boolean notedEndsReached() {
    return progress.notedEndsReached();
  }

  /** Ends; returns when what was applied is in the state topic, or won't be. */
  synchronized void stop() {
    stopping = true;
    progress.wakeup();
    Thread working = thread;
    if (working == null) {
      return;
    }
    try {
      if (!working.join(GRACE)) {
        working.interrupt();
        if (!working.join(GRACE)) {
          log.atWarn()
              .addKeyValue("partition", config.partition())
              .log("applier does not stop; left behind");
        }
      }
    } catch (InterruptedException e) {
      working.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try {
      while (!stopping) {
        trySession();
      }
      progress.failed(State.STOPPED, "stopped");
    } catch (StopException e) {
      progress.failed(State.STOPPED, String.valueOf(e.getMessage()));
      log.atError()
          .addKeyValue("partition", config.partition())
          .log("applier stops: {}", e.getMessage());
    } catch (InterruptedException e) {
      progress.failed(State.STOPPED, "stopped");
    } catch (Throwable e) {
      progress.failed(State.STOPPED, "died: " + e);
      log.atError().addKeyValue("partition", config.partition()).setCause(e).log("applier died");
      throw e;
    }
  }

  private void trySession() throws InterruptedException {
    try {
      session();
    } catch (WakeupException e) {
      log.atTrace().log("woken up to stop");
    } catch (ViewUnavailableException e) {
      metrics.refused.increment();
      retryLater(String.valueOf(e.getMessage()), RETRY);
    } catch (StateFencedException e) {
      retryLater(String.valueOf(e.getMessage()), YIELD);
    } catch (KafkaException e) {
      retryLater("%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()), RETRY);
    }
  }

  private void session() throws InterruptedException {
    try (ApplierSession session =
        new ApplierSession(config, view, reader, announcer, metrics, progress, conflicts, wall)) {
      session.open();
      session.announceHeld();
      while (!stopping) {
        session.turn();
      }
    }
  }

  private void retryLater(String reason, Duration delay) throws InterruptedException {
    if (!stopping && progress.failed(State.WAITING, reason)) {
      log.atWarn().addKeyValue("partition", config.partition()).log("applier waits: {}", reason);
    }
    Thread.sleep(delay);
  }
}
