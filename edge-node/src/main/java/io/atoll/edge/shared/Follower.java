package io.atoll.edge.shared;

import static io.atoll.edge.shared.SharedKeys.ascii;

import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.shared.SharedMetrics.Follow;
import io.atoll.replication.redis.RedisLinks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body that another edge brings to Redis, as it comes: what is there at once, then looks
 * again in steps that grow. Whatever is missing fails it: the edge that brought it is gone or says
 * so, no more comes in time, Redis has evicted a chunk or is away for that long.
 */
final class Follower implements Pieces {
  private static final long STEP_MILLIS_MIN = 2;
  private static final long STEP_MILLIS_MAX = 50;

  /** So many times its patience for the next piece, its own clients may take for one. */
  private static final int READER_PATIENCES = 4;

  private final Vertx vertx;
  private final RedisLinks redis;
  private final StoreHealth health;
  private final SharedKeys keys;
  private final String token;
  private final Duration timeout;
  private final Duration patience;
  private final MonotonicClock clock;
  private final SharedMetrics metrics;
  private final boolean marks;
  private String name;
  private long place;

  /**
   * @param token of the fill that brings it
   * @param timeout of one look
   * @param patience for the next piece
   * @param marks whether who brings it is told how far it has been read
   */
  Follower(
      Vertx vertx,
      RedisLinks redis,
      StoreHealth health,
      SharedKeys keys,
      String token,
      Duration timeout,
      Duration patience,
      MonotonicClock clock,
      SharedMetrics metrics,
      boolean marks) {
    this.vertx = vertx;
    this.redis = redis;
    this.health = health;
    this.keys = keys;
    this.token = token;
    this.timeout = timeout;
    this.patience = patience;
    this.clock = clock;
    this.metrics = metrics;
    this.marks = marks;
    name = token;
  }

  @Override
  public Future<Optional<Buffer>> next() {
    return look(clock.nanos(), STEP_MILLIS_MIN).onFailure(_ -> metrics.count(Follow.BROKEN));
  }

  private Future<Optional<Buffer>> look(long sinceNanos, long stepMillis) {
    String chunk = keys.chunk(name, Math.toIntExact(place / RedisStore.CHUNK_BYTES));
    return redis
        .here()
        .run(
            SharedScripts.FOLLOW,
            SharedKeys.bytes(keys.progress(token), chunk, keys.mark(token)),
            List.of(
                ascii(Long.toString(place % RedisStore.CHUNK_BYTES)),
                ascii(marks ? Long.toString(place) : ""),
                ascii(Long.toString(READER_PATIENCES * patience.toMillis()))))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .transform(looked -> {
          if (looked.failed()) {
            health.failed(looked.cause());
            return later(sinceNanos, stepMillis);
          }
          return found(looked.result(), sinceNanos, stepMillis);
        });
  }

  private Future<Optional<Buffer>> found(
      @Nullable Response answer, long sinceNanos, long stepMillis) {
    String said = answer == null ? "" : String.valueOf(answer.get(0));
    if (answer == null || said.isEmpty()) {
      return broken("who brought it is gone");
    }
    Progress progress = Progress.parse(said);
    if (progress instanceof Progress.Whole whole && !whole.name().equals(name)) {
      name = whole.name();
      return look(sinceNanos, stepMillis);
    }
    byte[] bytes = answer.get(1).toBytes();
    if (bytes.length > 0) {
      place += bytes.length;
      return Future.succeededFuture(Optional.of(Buffer.buffer(bytes)));
    }
    return switch (progress) {
      case Progress.Broken() -> broken("it broke off");
      case Progress.Coming(long there) ->
          place < there ? broken("a chunk was evicted") : later(sinceNanos, stepMillis);
      case Progress.Whole(long there, String _) -> {
        if (place < there) {
          yield broken("a chunk was evicted");
        }
        metrics.count(Follow.WHOLE);
        yield Future.succeededFuture(Optional.empty());
      }
    };
  }

  private Future<Optional<Buffer>> later(long sinceNanos, long stepMillis) {
    if (clock.nanos() - sinceNanos > patience.toNanos()) {
      return broken("no more came in " + patience);
    }
    return vertx
        .timer(stepMillis)
        .compose(_ -> look(sinceNanos, Math.min(STEP_MILLIS_MAX, stepMillis * 3 / 2)));
  }

  private static Future<Optional<Buffer>> broken(String why) {
    return Future.failedFuture("a body from another edge: " + why);
  }
}
