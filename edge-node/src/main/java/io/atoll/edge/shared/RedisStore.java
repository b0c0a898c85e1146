package io.atoll.edge.shared;

import static io.atoll.edge.shared.SharedKeys.ascii;

import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.Standing;
import io.atoll.edge.http.Fields;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.Vary;
import io.atoll.edge.shared.SharedMetrics.Look;
import io.atoll.edge.shared.Stored.Asked;
import io.atoll.replication.log.UnreadableException;
import io.atoll.replication.redis.RedisLinks;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The {@link RegionStore} in Redis. A miss costs one round trip: the script that looks also takes
 * the lease. A URI that varies costs another one, by what it varies by. Safe for use by many
 * threads.
 */
public final class RedisStore implements RegionStore {
  /** In one request, so that larger bodies don't keep others waiting. */
  static final int CHUNK_BYTES = 64 << 10;

  /** Looks under way; a further one does without. */
  private static final int LOOKS_MAX = 2_048;

  /** What to do about the lease if nothing is there. */
  private enum Want {
    TAKE,
    FORCE,
    LOOK
  }

  private final Vertx vertx;
  private final RedisLinks redis;
  private final SharedConfig config;
  private final String edge;
  private final Duration lease;
  private final Supplier<@Nullable Standing> standing;
  private final SharedWrites writes;
  private final SharedMetrics metrics;
  private final StoreHealth health;
  private final MonotonicClock clock;
  private final AtomicInteger looking = new AtomicInteger();

  /**
   * @param redis of its own: bodies would keep reads of the view waiting
   * @param edge this edge's node id within the region
   * @param lease how long an edge may take for an answer, or for its next piece
   * @param standing how far this edge has come; null: it can't tell yet
   */
  public RedisStore(
      Vertx vertx,
      RedisLinks redis,
      SharedConfig config,
      String edge,
      Duration lease,
      Supplier<@Nullable Standing> standing,
      WallClock wall,
      MonotonicClock clock,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.redis = redis;
    this.clock = clock;
    this.config = config;
    this.edge = edge;
    this.lease = lease;
    this.standing = standing;
    health = new StoreHealth(redis, clock);
    writes = new SharedWrites(vertx, redis, config, edge, lease, health, wall, clock, meters);
    metrics = writes.metrics();
  }

  @Override
  public boolean isOff() {
    return false;
  }

  @Override
  public Future<Turn> enter(PageKey key, Fields request, Seen seen, boolean force) {
    return enter(key, request, seen, force ? Want.FORCE : Want.TAKE);
  }

  @Override
  public Future<Optional<Stored>> look(PageKey key, Fields request) {
    return enter(key, request, Seen.NOTHING, Want.LOOK)
        .map(turn ->
            turn instanceof Turn.Found(Stored stored) ? Optional.of(stored) : Optional.empty());
  }

  private Future<Turn> enter(PageKey key, Fields request, Seen seen, Want want) {
    if (looking.get() >= LOOKS_MAX) {
      return unavailable();
    }
    looking.incrementAndGet();
    AtomicBoolean late = new AtomicBoolean();
    Future<Turn> entered =
        health
            .check()
            .compose(
                good -> good ? enter(new SharedKeys(key), request, seen, want) : unavailable());
    // Who has done without by now won't ask for the others.
    entered.onSuccess(turn -> {
      if (turn instanceof Turn.Lead(Fill fill) && late.get()) {
        fill.release();
      }
    });
    return entered
        .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .otherwise(failure -> {
          late.set(true);
          health.failed(failure);
          metrics.count(Look.FAILED);
          return new Turn.Unavailable();
        })
        .onComplete(_ -> looking.decrementAndGet());
  }

  private Future<Turn> enter(SharedKeys keys, Fields request, Seen seen, Want want) {
    return enter(keys, keys.base(), null, request, seen, want);
  }

  private static Future<Turn> unavailable() {
    return Future.succeededFuture(new Turn.Unavailable());
  }

  /**
   * @param pointer what led here from the URI's own name; null: this is that one
   */
  private Future<Turn> enter(
      SharedKeys keys,
      String entry,
      SharedRecord.@Nullable Varies pointer,
      Fields request,
      Seen seen,
      Want want) {
    String token = token();
    return redis
        .here()
        .run(
            SharedScripts.ENTER,
            SharedKeys.bytes(entry, SharedKeys.lease(entry)),
            List.of(
                ascii(token),
                ascii(Long.toString(lease.toMillis())),
                ascii(seen.stored()),
                ascii(seen.coming()),
                ascii(want.name().toLowerCase(Locale.ROOT))))
        .compose(answer -> {
          String what = text(answer);
          if (answer != null && what.equals("found")) {
            return found(keys, entry, answer, pointer, request, seen, want);
          }
          if (answer != null && what.equals("coming")) {
            return coming(keys, answer, request);
          }
          return Future.succeededFuture(
              switch (what) {
                case "lead" -> {
                  metrics.count(Look.LEAD);
                  yield lead(new SharedWrites.Place(keys, entry, pointer), token);
                }
                case "busy" -> {
                  metrics.count(Look.BUSY);
                  yield new Turn.Busy();
                }
                default -> {
                  metrics.count(Look.NOTHING);
                  yield new Turn.Unavailable();
                }
              });
        });
  }

  private static String text(@Nullable Response answer) {
    return answer == null ? "" : String.valueOf(answer.get(0));
  }

  private Turn lead(SharedWrites.Place place, String token) {
    // Before the upstream is asked: what is purged from now on is purged for this answer too.
    Standing now = standing.get();
    return new Turn.Lead(writes.fill(place, token, now));
  }

  private Future<Turn> found(
      SharedKeys keys,
      String entry,
      Response answer,
      SharedRecord.@Nullable Varies pointer,
      Fields request,
      Seen seen,
      Want want) {
    SharedRecord record;
    try {
      record = SharedRecord.decode(answer.get(1).toBytes());
    } catch (UnreadableException e) {
      return Future.failedFuture(e);
    }
    return switch (record) {
      case SharedRecord.Alone _ -> {
        metrics.count(Look.ALONE);
        yield Future.succeededFuture(new Turn.Alone());
      }
      case SharedRecord.Varies varies when pointer == null -> {
        Vary vary = new Vary(false, varies.names());
        String variant = keys.variant(varies.version(), vary, vary.variant(request));
        yield enter(keys, variant, varies, request, seen, want);
      }
      case SharedRecord.Varies _ ->
          Future.failedFuture("a variant of an answer says that the answer varies");
      case SharedRecord.Coming _ ->
          Future.failedFuture("what is to be a stored answer says that it comes");
      case SharedRecord.Answer found -> {
        long pttl = Long.parseLong(String.valueOf(answer.get(2)));
        Vary vary = pointer == null ? Vary.NOTHING : new Vary(false, pointer.names());
        Stored stored =
            stored(keys, vary, found, Math.max(0, found.ttlMillis() - Math.max(0, pttl)));
        yield isThere(keys, found)
            .compose(there -> {
              if (!there) {
                return enter(keys, entry, pointer, request, seen.withStored(found.version()), want);
              }
              metrics.count(Look.FOUND);
              return Future.succeededFuture(new Turn.Found(stored));
            });
      }
    };
  }

  private static int chunks(SharedRecord.Answer found) {
    return found.bodyDigest().isEmpty()
        ? 0
        : Math.toIntExact((found.bodyLength() + CHUNK_BYTES - 1) / CHUNK_BYTES);
  }

  /** Whether its body can be had: Redis evicts values one by one. */
  private Future<Boolean> isThere(SharedKeys keys, SharedRecord.Answer found) {
    int count = chunks(found);
    if (count == 0) {
      return Future.succeededFuture(true);
    }
    Request exist = Request.cmd(Command.EXISTS);
    IntStream.range(0, count).forEach(number -> exist.arg(keys.chunk(found.bodyDigest(), number)));
    return redis
        .here()
        .send(exist)
        .map(answer -> Integer.toString(count).equals(String.valueOf(answer)));
  }

  private Stored stored(SharedKeys keys, Vary vary, SharedRecord.Answer found, long agoMillis) {
    int count = chunks(found);
    Stored.Body body =
        count == 0
            ? new Stored.Whole(Buffer.buffer(found.body().unsafeArray()))
            : new Stored.InPieces(
                found.bodyLength(),
                Pieces.numbered(count, number -> read(keys.chunk(found.bodyDigest(), number))));
    return stored(found.version(), found.about(), vary, agoMillis, body);
  }

  private Stored stored(
      String version, SharedRecord.About about, Vary vary, long agoMillis, Stored.Body body) {
    return new Stored(
        version,
        about.head(),
        vary,
        about.lifetimeSeconds(),
        about.ageMillis() + agoMillis,
        new Asked(about.edge().equals(edge), about.askedMillis(), about.standing()),
        body);
  }

  /** An answer that comes is for those who agree with who asked for it in what it varies by. */
  private Future<Turn> coming(SharedKeys keys, Response answer, Fields request) {
    SharedRecord record;
    try {
      record = SharedRecord.decode(answer.get(1).toBytes());
    } catch (UnreadableException e) {
      return Future.failedFuture(e);
    }
    if (!(record instanceof SharedRecord.Coming coming)) {
      return Future.failedFuture("what is to be coming is not");
    }
    Vary vary = new Vary(false, coming.names());
    String token = coming.version();
    if (!keys.variant(token, vary, vary.variant(request)).equals(coming.variant())) {
      metrics.count(Look.BUSY);
      return Future.succeededFuture(new Turn.Busy());
    }
    metrics.count(Look.COMING);
    // It may turn out to be longer than what is stored.
    boolean unknown = coming.bodyLength() == Stored.Body.UNKNOWN;
    Follower body =
        new Follower(
            vertx, redis, health, keys, token, config.timeout(), lease, clock, metrics, unknown);
    long agoMillis = Long.parseLong(String.valueOf(answer.get(2)));
    return Future.succeededFuture(
        new Turn.Coming(
            stored(
                token,
                coming.about(),
                vary,
                agoMillis,
                new Stored.InPieces(coming.bodyLength(), body))));
  }

  private Future<Buffer> read(String chunk) {
    return redis
        .here()
        .send(Request.cmd(Command.GET).arg(chunk))
        .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .map(answer -> {
          if (answer == null) {
            throw new IllegalStateException("a chunk of a shared answer was evicted");
          }
          return Buffer.buffer(answer.toBytes());
        })
        .onFailure(health::failed);
  }

  @Override
  public Future<Void> drop(PageKey key) {
    String base = new SharedKeys(key).base();
    return redis
        .here()
        .send(Request.cmd(Command.DEL).arg(base).arg(SharedKeys.lease(base)))
        .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(health::failed)
        .transform(_ -> Future.succeededFuture());
  }

  private static String token() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
