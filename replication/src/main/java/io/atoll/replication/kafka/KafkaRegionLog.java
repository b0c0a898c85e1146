package io.atoll.replication.kafka;

import static java.util.Map.entry;

import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.replication.log.RegionLog;
import io.atoll.runtime.app.Service;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A region's log in its Kafka: idempotent, acks from all replicas, one record per operation.
 *
 * <p>Appends never block, so they may come from an event loop: the topic's metadata is fetched at
 * the start and never forgotten, and a full buffer fails the append at once.
 *
 * <p>States: <em>not started</em>, until the log is there; <em>open</em>; <em>refusing</em>, while
 * the log is sealed ({@link LogSeal}) or until it is found again after it was made anew. From the
 * last it goes on by itself, in the log's next life: it looks several times a second.
 */
public final class KafkaRegionLog implements RegionLog, Service {
  /** After which an append fails, in the log or not. Longer than the time a client is let wait. */
  private static final int DELIVERY_TIMEOUT_MILLIS = 5_000;

  private static final int REQUEST_TIMEOUT_MILLIS = 2_000;

  /** How soon a log that was sealed or made anew is noticed by one that nobody asks for health. */
  private static final int LOOK_MILLIS = 500;

  /** How soon a broker that came back is noticed. */
  static final int RECONNECT_MAX_MILLIS = 200;

  /** Appends under way, in bytes; more fail at once. */
  private static final long BUFFER_BYTES_MAX = 32 << 20;

  /** So long without an append that metadata is kept: as good as for ever. */
  private static final Duration METADATA_IDLE_MAX = Duration.ofDays(3_650);

  private static final Duration START_POLL = Duration.ofMillis(100);
  private static final Duration METADATA_POLL = Duration.ofMillis(5);

  private static final Logger log = LoggerFactory.getLogger(KafkaRegionLog.class);

  private final Vertx vertx;
  private final RegionId region;
  private final String bootstrap;
  private final int partitions;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final AtomicBoolean opening = new AtomicBoolean();
  private volatile @Nullable LogInspector inspector;
  private volatile @Nullable LogAppender appender;
  private volatile boolean stopping;
  private long timer = -1;

  /**
   * Does not connect yet.
   *
   * @param bootstrap {@code host:port} of the region's Kafka
   * @param partitions of the log; checked at the start
   */
  public KafkaRegionLog(Vertx vertx, RegionId region, String bootstrap, int partitions) {
    this.vertx = vertx;
    this.region = region;
    this.bootstrap = bootstrap;
    this.partitions = partitions;
  }

  @Override
  public String name() {
    return "log";
  }

  /** Completes when the log is there, which the region's replicator sees to. */
  @Override
  public Future<Void> start() {
    Promise<Void> done = Promise.promise();
    Context context = vertx.getOrCreateContext();
    Thread.ofVirtual()
        .name("log-start")
        .start(() -> {
          try {
            inspector = new LogInspector(vertx, region, bootstrap);
            appender = open();
            timer = vertx.setPeriodic(LOOK_MILLIS, _ -> look());
            context.runOnContext(_ -> done.complete());
          } catch (InterruptedException | RuntimeException e) {
            context.runOnContext(_ -> done.fail(e));
          }
        });
    return done.future();
  }

  private void look() {
    if (looking.compareAndSet(false, true)) {
      check().onComplete(_ -> looking.set(false));
    }
  }

  /** The log in the life that it is in now. Blocks until it is there. */
  private LogAppender open() throws InterruptedException {
    IncarnationId life = awaitTopic();
    ProducerWitness witness = new ProducerWitness();
    Producer<byte[], byte[]> producer = producer(witness);
    return new LogAppender(vertx, life, partitions, producer, witness, () -> inLife(life));
  }

  private IncarnationId awaitTopic() throws InterruptedException {
    try (RegionTopics topics = new RegionTopics(bootstrap)) {
      while (true) {
        try {
          int found = topics.partitions();
          if (found != partitions) {
            throw new IllegalArgumentException(
                "the log has %d partitions, but the config says %d".formatted(found, partitions));
          }
          return topics.incarnation(region);
        } catch (KafkaException e) {
          if (stopping) {
            throw e;
          }
          Thread.sleep(START_POLL);
        }
      }
    }
  }

  private Producer<byte[], byte[]> producer(ProducerWitness witness) throws InterruptedException {
    Producer<byte[], byte[]> producer = new KafkaProducer<>(settings(), witness, witness);
    // Asking again until it answers, since nothing may block longer than MAX_BLOCK_MS_CONFIG.
    while (true) {
      try {
        producer.partitionsFor(Topics.LOG);
        return producer;
      } catch (TimeoutException e) {
        if (stopping) {
          producer.close(Duration.ZERO);
          throw e;
        }
        Thread.sleep(METADATA_POLL);
      }
    }
  }

  private Map<String, Object> settings() {
    return Map.ofEntries(
        entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
        entry(ProducerConfig.CLIENT_ID_CONFIG, "atoll-log"),
        entry(ProducerConfig.ACKS_CONFIG, "all"),
        entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
        // What is appended in one turn of an event loop is handed over in one go.
        entry(ProducerConfig.LINGER_MS_CONFIG, 0),
        entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0),
        entry(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES_MAX),
        entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.RECORD_BYTES_MAX),
        entry(ProducerConfig.METADATA_MAX_IDLE_CONFIG, METADATA_IDLE_MAX.toMillis()),
        // To forget the brokers when none answers would fail appends that could wait for one.
        entry(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none"),
        entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MILLIS),
        entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS),
        entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS));
  }

  @Override
  public IncarnationId incarnation() {
    return running().life();
  }

  /** Why nothing can be appended now; empty: it can, as far as the broker answers. */
  public String refusal() {
    LogAppender now = appender;
    if (now == null) {
      return "the region's log is not there yet";
    }
    IllegalStateException refused = now.refusal();
    return refused == null ? "" : String.valueOf(refused.getMessage());
  }

  /**
   * Asks the broker. Fails unless every partition of the log has a leader now, and takes records.
   * Never blocks. What it finds holds for appends too: those to a log that is sealed or was made
   * anew fail, until this log goes on in the next life.
   */
  public Future<Void> check() {
    LogAppender now = appender;
    return now == null
        ? Future.failedFuture(new IllegalStateException("the log is not started"))
        : find().compose(found -> judge(now, found));
  }

  private Future<Void> judge(LogAppender now, LogInspector.Found found) {
    if (!found.life().equals(now.life())) {
      now.refuse(
          new IllegalStateException(
              "the log was made anew: it is %s, not %s; going on with it in a moment"
                  .formatted(found.life().life(), now.life().life())));
      goOn(now);
    } else if (found.sealed()) {
      now.refuse(
          new IllegalStateException(
              "the log is sealed: it lost records, or is about to be made anew"));
    } else {
      now.refuse(null);
    }
    IllegalStateException refused = now.refusal();
    if (refused == null && found.leaderless() >= 0) {
      refused =
          new IllegalStateException(
              "partition %d of the log has no leader".formatted(found.leaderless()));
    }
    return refused == null ? Future.succeededFuture() : Future.failedFuture(refused);
  }

  /** Appends to the next life of the log, once it is there. */
  private void goOn(LogAppender former) {
    if (!opening.compareAndSet(false, true)) {
      return;
    }
    Thread.ofVirtual()
        .name("log-next-life")
        .start(() -> {
          try {
            if (appender == former) {
              // What is under way must not be sent to the next life under positions of this one.
              former.close(Duration.ZERO);
              appender = open();
              log.atInfo().log("going on with the log's next life, {}", incarnation());
            }
          } catch (InterruptedException | RuntimeException e) {
            log.atError().setCause(e).log("the log's next life can't be appended to");
          } finally {
            opening.set(false);
          }
        });
  }

  /** Fails unless the log is in this life. */
  private Future<Void> inLife(IncarnationId life) {
    return find()
        .compose(found ->
            found.life().equals(life)
                ? Future.succeededFuture()
                : Future.failedFuture(
                    new IllegalStateException(
                        "the log was made anew meanwhile, whether with this or without is not known")));
  }

  private Future<LogInspector.Found> find() {
    LogInspector asked = inspector;
    return asked == null
        ? Future.failedFuture(new IllegalStateException("the log is not started"))
        : asked.find();
  }

  @Override
  public Future<Position> append(Operation operation, @Nullable IncarnationId life) {
    LogAppender now = running();
    return life == null || life.equals(now.life())
        ? now.append(operation)
        : Future.failedFuture(
            new IllegalStateException(
                "the log is in the life %s, no more in %s".formatted(now.life(), life)));
  }

  private LogAppender running() {
    LogAppender now = appender;
    if (now == null) {
      throw new IllegalStateException("the log is not started");
    }
    return now;
  }

  @Override
  public Future<Void> stop() {
    stopping = true;
    vertx.cancelTimer(timer);
    LogInspector asked = inspector;
    LogAppender now = appender;
    if (asked == null || now == null) {
      return Future.succeededFuture();
    }
    Promise<Void> done = Promise.promise();
    Context context = vertx.getOrCreateContext();
    Thread.ofVirtual()
        .name("log-stop")
        .start(() -> {
          now.close(Duration.ofMillis(REQUEST_TIMEOUT_MILLIS));
          asked.close();
          context.runOnContext(_ -> done.complete());
        });
    return done.future();
  }
}
