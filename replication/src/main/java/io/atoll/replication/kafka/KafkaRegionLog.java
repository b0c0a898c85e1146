package io.atoll.replication.kafka;

import static java.util.Map.entry;

import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.replication.log.OperationCodec;
import io.atoll.replication.log.RegionLog;
import io.atoll.runtime.app.Service;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A region's log in its Kafka: idempotent, acks from all replicas, one record per operation.
 *
 * <p>Appends never block, so they may come from an event loop: the topic's metadata is fetched at
 * the start and never forgotten, and a full buffer fails the append at once. Those of one turn of
 * an event loop go to the broker together.
 */
public final class KafkaRegionLog implements RegionLog, Service {
  /** After which an append fails, in the log or not. Longer than the time a client is let wait. */
  private static final int DELIVERY_TIMEOUT_MILLIS = 5_000;

  private static final int REQUEST_TIMEOUT_MILLIS = 2_000;

  /** Below what those who ask for health wait. */
  private static final int CHECK_TIMEOUT_MILLIS = 800;

  /** How soon a broker that came back is noticed. */
  private static final int RECONNECT_MAX_MILLIS = 200;

  /** Appends under way, in bytes; more fail at once. */
  private static final long BUFFER_BYTES_MAX = 32 << 20;

  /** So long without an append that metadata is kept: as good as for ever. */
  private static final Duration METADATA_IDLE_MAX = Duration.ofDays(3_650);

  private static final Duration START_POLL = Duration.ofMillis(100);
  private static final Duration METADATA_POLL = Duration.ofMillis(5);

  private final Vertx vertx;
  private final RegionId region;
  private final String bootstrap;
  private final int partitions;
  private final List<Append> appends = new ArrayList<>();
  private final List<Settled> settled = new ArrayList<>();
  private volatile @Nullable Started started;
  private volatile boolean stopping;

  /** What every append fails with once the log is another one. */
  private volatile @Nullable IllegalStateException replaced;

  private record Started(
      Producer<byte[], byte[]> producer, Admin admin, IncarnationId incarnation) {}

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
            IncarnationId incarnation = awaitTopic();
            Producer<byte[], byte[]> producer = producer();
            started = new Started(producer, admin(), incarnation);
            context.runOnContext(_ -> done.complete());
          } catch (InterruptedException | RuntimeException e) {
            context.runOnContext(_ -> done.fail(e));
          }
        });
    return done.future();
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

  private Producer<byte[], byte[]> producer() throws InterruptedException {
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer());
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

  private Admin admin() {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            AdminClientConfig.CLIENT_ID_CONFIG,
            "atoll-log-check",
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            RECONNECT_MAX_MILLIS));
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
    return running().incarnation();
  }

  /** Whether the log was found, so that appends go somewhere. */
  public boolean isStarted() {
    return started != null;
  }

  /**
   * Asks the broker. Fails unless every partition of the log has a leader now. Never blocks. Once
   * it has found that the log was made anew, every append fails: who holds on to positions in the
   * former one has to start again.
   */
  public Future<Void> check() {
    Started now = started;
    if (now == null) {
      return Future.failedFuture(new IllegalStateException("the log is not started"));
    }
    CompletionStage<Map<String, TopicDescription>> description =
        now.admin()
            .describeTopics(
                List.of(Topics.LOG), new DescribeTopicsOptions().timeoutMs(CHECK_TIMEOUT_MILLIS))
            .allTopicNames()
            .toCompletionStage();
    return Future.fromCompletionStage(description, vertx.getOrCreateContext())
        .compose(described -> checkLife(now, described).compose(_ -> checkLeaders(described)));
  }

  private Future<Void> checkLife(Started now, Map<String, TopicDescription> described) {
    String known = now.incarnation().life();
    for (TopicDescription topic : described.values()) {
      String found = topic.topicId().toString();
      if (!found.equals(known)) {
        replaced =
            new IllegalStateException(
                "the log was made anew: it is %s, not %s; restart this process"
                    .formatted(found, known));
      }
    }
    IllegalStateException gone = replaced;
    return gone == null ? Future.succeededFuture() : Future.failedFuture(gone);
  }

  private static Future<Void> checkLeaders(Map<String, TopicDescription> described) {
    List<TopicPartitionInfo> all =
        described.values().stream().flatMap(topic -> topic.partitions().stream()).toList();
    for (TopicPartitionInfo partition : all) {
      Node leader = partition.leader();
      if (leader == null || leader.isEmpty()) {
        return Future.failedFuture(
            new IllegalStateException(
                "partition %d of the log has no leader".formatted(partition.partition())));
      }
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Position> append(Operation operation) {
    Started running = running();
    IllegalStateException gone = replaced;
    if (gone != null) {
      return Future.failedFuture(gone);
    }
    Append append =
        new Append(
            new ProducerRecord<>(
                Topics.LOG,
                operation.key().partition(partitions),
                operation.key().bytes(),
                OperationCodec.encode(operation)),
            Promise.promise());
    boolean first;
    synchronized (appends) {
      first = appends.isEmpty();
      appends.add(append);
    }
    if (first) {
      Context context = vertx.getOrCreateContext();
      context.runOnContext(_ -> send(running, context));
    }
    return append.promise.future();
  }

  private void send(Started running, Context context) {
    List<Append> together;
    synchronized (appends) {
      together = List.copyOf(appends);
      appends.clear();
    }
    IllegalStateException gone = replaced;
    for (Append append : together) {
      if (gone != null) {
        append.promise.fail(gone);
        continue;
      }
      Callback settle =
          (metadata, failure) -> settle(new Settled(append, running, metadata, failure), context);
      try {
        var _ = running.producer().send(append.record, settle);
      } catch (RuntimeException e) {
        append.promise.fail(e);
      }
    }
  }

  /** On the producer's thread; what a response settles goes to the event loop together. */
  private void settle(Settled one, Context context) {
    boolean first;
    synchronized (settled) {
      first = settled.isEmpty();
      settled.add(one);
    }
    if (first) {
      context.runOnContext(_ -> settleAll());
    }
  }

  private void settleAll() {
    List<Settled> together;
    synchronized (settled) {
      together = List.copyOf(settled);
      settled.clear();
    }
    together.forEach(Settled::tell);
  }

  /** An operation on its way into the log. */
  private record Append(ProducerRecord<byte[], byte[]> record, Promise<Position> promise) {}

  /** What became of an append: it has metadata, or failed. */
  private record Settled(
      Append append,
      Started running,
      @Nullable RecordMetadata metadata,
      @Nullable Exception failure) {
    void tell() {
      if (failure == null && metadata != null) {
        append.promise.complete(
            new Position(running.incarnation(), metadata.partition(), metadata.offset()));
      } else {
        append.promise.fail(failure);
      }
    }
  }

  private Started running() {
    Started now = started;
    if (now == null) {
      throw new IllegalStateException("the log is not started");
    }
    return now;
  }

  @Override
  public Future<Void> stop() {
    stopping = true;
    Started now = started;
    if (now == null) {
      return Future.succeededFuture();
    }
    Promise<Void> done = Promise.promise();
    Context context = vertx.getOrCreateContext();
    Thread.ofVirtual()
        .name("log-stop")
        .start(() -> {
          now.producer().close(Duration.ofMillis(REQUEST_TIMEOUT_MILLIS));
          now.admin().close(Duration.ZERO);
          context.runOnContext(_ -> done.complete());
        });
    return done.future();
  }
}
