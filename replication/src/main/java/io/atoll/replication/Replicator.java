package io.atoll.replication;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.join.Closing;
import io.atoll.replication.join.Joining;
import io.atoll.replication.join.Reseed;
import io.atoll.replication.kafka.RegionTopics;
import io.atoll.replication.mirror.Membership;
import io.atoll.replication.mirror.kafka.MirrorRegister;
import io.atoll.replication.redis.RedisLink;
import io.atoll.replication.redis.RedisViewWriter;
import io.atoll.runtime.admin.Readiness;
import io.atoll.runtime.app.Service;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A region's replication: its topics, a link to every other region, an applier per partition. Those
 * that it holds a lease for, that is: several replicators of a region share them.
 *
 * <p>Ready means, for what it holds, caught up: edges are served from every partition, every
 * reachable source's end as noted at the start is in its mirror, and what the mirrors held then is
 * in the view.
 */
final class Replicator implements Service {
  private static final Logger log = LoggerFactory.getLogger(Replicator.class);
  private static final Duration START_RETRY = Duration.ofMillis(200);

  /** For one answer of Redis; a script that fills cells may take some time. */
  private static final Duration REDIS_TIMEOUT = Duration.ofSeconds(2);

  private static final int CATCH_UP_CHECK_MILLIS = 100;

  private final Vertx vertx;
  private final ReplicatorConfig config;
  private final MeterRegistry meters;
  private final Runnable end;
  private final Members members;
  private final RedisLink redis;
  private volatile @Nullable Running running;
  private volatile boolean stopping;

  /** What it is doing until it is running. */
  private volatile String phase = "waiting for Kafka";

  private final CatchUp catchUp = new CatchUp();

  /** Looks after the log once this replicator has begun. */
  private volatile @Nullable LogWatch watch;

  /** Whether the log was sealed when this replicator started, and is still being healed. */
  private volatile boolean healing;

  /**
   * Does nothing yet.
   *
   * @param end ends this process, which is started again by whoever looks after it
   */
  Replicator(Vertx vertx, ReplicatorConfig config, MeterRegistry meters, Runnable end) {
    this.vertx = vertx;
    this.config = config;
    this.meters = meters;
    members = new Members(config);
    this.end = end;
    redis = new RedisLink(vertx, "redis://" + config.redis(), REDIS_TIMEOUT);
    Gauge.builder("atoll_replication_log_sealed", this, it -> it.isSealed() ? 1 : 0)
        .description("1 while this region's log takes no writes, since it lost records")
        .register(meters);
  }

  @Override
  public String name() {
    return "replicator";
  }

  /**
   * Completes when the region's topics are there. What follows may take as long as filling the
   * region does; {@link #readiness} tells of it.
   */
  @Override
  public Future<Void> start() {
    Promise<Void> done = Promise.promise();
    Thread.ofVirtual()
        .name("replicator-start")
        .start(() -> {
          try {
            IncarnationId own = awaitTopics();
            done.complete();
            joinAndBegin(config.healCutLog() || members.isEnded(own) ? healed(own) : own);
          } catch (InterruptedException | RuntimeException e) {
            done.tryFail(e);
          }
        });
    return done.future();
  }

  private void joinAndBegin(IncarnationId own) throws InterruptedException {
    try {
      join(own);
      begin(own);
      watch(own);
    } catch (RuntimeException e) {
      phase = "this region can't be filled: " + e.getMessage();
      log.atError().setCause(e).log("this region can't be filled; nothing is replicated");
    }
  }

  private void watch(IncarnationId own) throws InterruptedException {
    LogWatch watching = new LogWatch(config, own, members.peers(), () -> members.isEnded(own));
    watch = watching;
    if (watching.run(() -> !stopping)) {
      stopping = true;
      end.run();
    }
  }

  /** Has links, and whatever waits for other regions, go by this from now on. Never blocks. */
  void follow(Membership newest) {
    members.follow(newest);
    Running now = running;
    if (now != null) {
      now.duties().follow(newest);
    }
  }

  /** Returns when this region has a state, if only an empty one. */
  private void join(IncarnationId own) throws InterruptedException {
    new Joining(
            own,
            config.kafka().toString(),
            config.partitions(),
            () -> members.areKnown() ? Optional.of(members.peers()) : Optional.empty(),
            doing -> phase = doing)
        .run(() -> !stopping);
  }

  /** The life to go on in: another one if the log was sealed, and is made anew. */
  private IncarnationId healed(IncarnationId own) throws InterruptedException {
    int duties = Duties.count(config.partitions(), members.mirrored().size());
    Consumer<String> progress =
        doing -> {
          phase = doing;
          healing = true;
        };
    new Healing(config, own, duties, members::peers, () -> members.isEnded(own), progress)
        .run(() -> !stopping);
    healing = false;
    return stopping ? own : awaitTopics();
  }

  /**
   * The lives that a region's log is or was in, as far as this one's mirror of it knows. Blocks.
   *
   * @throws KafkaException if this region's Kafka does not answer
   */
  SortedSet<IncarnationId> lives(RegionId of) {
    try (MirrorRegister mirrors = new MirrorRegister(config.kafka().toString())) {
      SortedSet<IncarnationId> lives = new TreeSet<>(mirrors.positions(of).lives());
      Running now = running;
      if (now != null && of.equals(members.own())) {
        lives.add(now.own());
      }
      return lives;
    }
  }

  private IncarnationId awaitTopics() throws InterruptedException {
    List<RegionId> mirrored = members.mirrored();
    try (RegionTopics topics = new RegionTopics(config.kafka().toString())) {
      while (true) {
        try {
          topics.ensure(config.partitions(), mirrored);
          topics.compressLog(config.logCompression());
          topics.ensureLeases(Duties.count(config.partitions(), mirrored.size()));
          return topics.incarnation(members.own());
        } catch (KafkaException e) {
          if (stopping) {
            throw e;
          }
          log.atDebug().setCause(e).log("topics are not there yet");
          Thread.sleep(START_RETRY);
        }
      }
    }
  }

  Members members() {
    return members;
  }

  private synchronized void begin(IncarnationId own) {
    if (stopping) {
      return;
    }
    Running prepared = Running.prepare(vertx, config, members, redis, own, meters);
    running = prepared;
    prepared.start(members);
    vertx.setPeriodic(
        CATCH_UP_CHECK_MILLIS,
        timer -> {
          if (isCaughtUp()) {
            vertx.cancelTimer(timer);
          }
        });
  }

  private boolean isCaughtUp() {
    Running now = running;
    return now != null && now.leases().isJoined() && catchUp.advance(now);
  }

  private boolean isSealed() {
    LogWatch watching = watch;
    return healing || (watching != null && watching.isSealed());
  }

  Readiness readiness() {
    Running now = running;
    if (now == null) {
      return Readiness.no(phase);
    }
    if (!now.leases().isJoined()) {
      return Readiness.no("waiting for leases");
    }
    LogWatch watching = watch;
    if (watching != null && !watching.finding().isEmpty()) {
      return Readiness.no(watching.finding());
    }
    String halted =
        now.appliersHeld().stream()
            .filter(status -> !status.reason().isEmpty())
            .map(status -> "partition %d: %s".formatted(status.partition(), status.reason()))
            .collect(Collectors.joining("; "));
    if (!halted.isEmpty()) {
      return Readiness.no(halted);
    }
    if (!now.appliers().areRunning(now.partitions())) {
      return Readiness.no("filling Redis from the state topic and the logs");
    }
    return catchUp.readiness(now);
  }

  @Nullable Running running() {
    return running;
  }

  /** For whoever looks at the stored cells of one partition. */
  List<RedisViewWriter> stored() {
    return IntStream.range(0, config.partitions())
        .mapToObj(partition -> new RedisViewWriter(redis, partition))
        .toList();
  }

  @Override
  public Future<Void> stop() {
    Promise<Void> done = Promise.promise();
    Thread.ofVirtual()
        .name("replicator-stop")
        .start(() -> {
          halt();
          redis.close().onComplete(done);
        });
    return done.future();
  }

  /**
   * Stops, and has the region forget everything, so that it is filled anew when it next starts.
   * Blocks.
   *
   * @return how many writes that only this region had are in its conflict ledger now
   * @throws IllegalStateException if it can't be done as things are, and says why; nothing is
   *     forgotten then
   */
  long reseed() throws InterruptedException {
    Running now = running;
    int duties = Duties.count(config.partitions(), members.mirrored().size());
    if (now == null || now.leases().held().size() < duties) {
      throw new IllegalStateException(
          "this replicator does not have all of %s to itself; stop the region's others, and wait until it has"
              .formatted(members.own()));
    }
    Reseed reseed =
        new Reseed(now.own(), config.kafka().toString(), config.partitions(), members.peers());
    reseed.requirePeers();
    if (members.isEnded(now.own())) {
      SortedSet<RegionId> open = new Closing(now.own(), members.peers()).open();
      if (!open.isEmpty()) {
        throw new IllegalStateException(
            "%s was expelled, and its mirrors in %s are not closed yet, as far as they answer"
                .formatted(now.own(), open));
      }
    }
    phase = "forgetting everything, to be filled anew";
    halt();
    running = null;
    return reseed.run();
  }

  private synchronized void halt() {
    stopping = true;
    Running now = running;
    if (now != null) {
      now.close();
    }
  }
}
